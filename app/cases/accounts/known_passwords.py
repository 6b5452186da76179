"""Passwords that attackers try first, besides those of zxcvbn (the 30,000 most frequent ones of published breaches, of
which only few are long): phrases that many people take for long and therefore good."""

import re
import unicodedata
from functools import cache

# Frequent phrases of published breaches and of everyday life, without blanks and signs. zxcvbn knows words of English
# alone, so that those of other languages look random to it.
_PHRASES = """
    correcthorsebatterystaple thisismypassword thisisapassword thisismysecret mypasswordispassword passwordispassword
    iforgotmypassword forgotmypassword changemeplease letmeinplease donotenter nothingtosee opensesame
    iloveyousomuch iloveyouforever iloveyoubaby iloveyoualot ilovemyfamily ilovemymom ilovemymother ilovemydad
    ilovemymomanddad ilovemywife ilovemyhusband ilovemykids ilovemychildren ilovemyson ilovemydaughter ilovemyboyfriend
    ilovemygirlfriend ilovemydog ilovemycat ilovejesus ilovejesuschrist ilovegod ilovemusic ilovefootball ilovechocolate
    jesuslovesme jesuschrist jesusismylord jesusismysavior godisgood godislove godblessme godblessyou ingodwetrust
    inthenameofgod maytheforcebewithyou winteriscoming todayisagoodday haveaniceday carpediem hakunamatata
    livelaughlove neversaynever nevergiveup nothingelsematters sweethomealabama stairwaytoheaven bohemianrhapsody
    highwaytohell welcometothejungle manchesterunited liverpoolfootballclub youllneverwalkalone realmadrid fcbarcelona
    thequickbrownfox thequickbrownfoxjumpsoverthelazydog loremipsum loremipsumdolorsitamet tobeornottobe helloworld
    happybirthday merrychristmas happynewyear bestfriendsforever friendsforever foreverandever foreveryoung
    ichliebedich ichliebedichsosehr ichliebedichueberalles ichliebemeinefamilie ichliebemeinenhund meinpasswort
    meinpasswortist dasistmeinpasswort passwortvergessen passwort kennwort willkommen sommer winter schatz schatzi
    jetaime jetaimefort jetaimepourtoujours jetaimemonamour monamour motdepasse monmotdepasse cestmonmotdepasse bonjour
    teamo teamomucho teamomuchisimo teamomiamor tequiero tequieromucho miamor micontrasena contrasena estrella
    tiamo tiamotanto amoremio lamiapassword eutiamo euteamo euteamomuito minhasenha senha amorzinho amordaminhavida
    ikhouvanjou mijnwachtwoord wachtwoord jagalskardig mittlosenord kochamcie mojehaslo seniseviyorum parola
    aishiteru aishiteiru daisuki arigatou arigatougozaimasu konnichiwa ohayou ohayougozaimasu sayonara yoroshiku
    yoroshikuonegaishimasu watashi watashinonamae pasuwaado himitsu sakura doraemon pikachu totoro nihon nippon tokyo
    polniypizdec megapizdetz doomsayer27mordsv doomsayer27mordsvv sdf7asdf6asdg8df kartoffelpuffer stefangreil
    somanypickles
    パスワード ぱすわーど わたしのなまえ あいしてる 愛してる 愛しています ありがとう ありがとうございます こんにちは
    おはようございます よろしくお願いします ひみつ 秘密 合言葉 さくら 桜 東京 日本
"""
PHRASES = frozenset(_PHRASES.split())


def bare(password: str) -> str:
    """The letters and digits of a password, in one notation and without capitals: blanks and signs between the words of
    a phrase are what everybody adds."""
    folded = unicodedata.normalize("NFKC", password).casefold()
    return "".join(filter(str.isalnum, folded))


def is_known(password: str) -> bool:
    """Whether attackers try this password first, also where only capitals, blanks, signs, or digits before and after it
    make it another one, and where it is written several times."""
    plain = bare(password)
    inner = plain.strip("0123456789")
    return not _frequent().isdisjoint({password.casefold(), plain, inner, _once(plain), _once(inner)})


def _once(text: str) -> str:
    """A text that is repeated, once."""
    repeated = re.fullmatch(r"(.{3,}?)\1+", text)
    return repeated[1] if repeated else text


@cache
def _frequent() -> frozenset[str]:
    from zxcvbn.matching import RANKED_DICTIONARIES  # takes a while to load, and few requests need it

    return PHRASES.union(RANKED_DICTIONARIES["passwords"])
