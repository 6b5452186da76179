"""The names of months in the languages of shops and banks, in full and as they are shortened."""

_NAMES = (
    "january jan januar januari janvier janv enero ene gennaio gen janeiro",
    "february feb februar februari février févr fév febrero febbraio fevereiro fev",
    "march mar märz mär mrz maart mrt mars marzo março",
    "april apr avril avr abril abr aprile",
    "may mai mei maj mayo maggio mag maio",
    "june jun juni juin junio giugno giu junho",
    "july jul juli juillet juil julio luglio lug julho",
    "august aug augustus août aout agosto ago augusti",
    "september sep sept septembre septiembre settembre set setembro",
    "october oct oktober okt octobre octubre ottobre ott outubro",
    "november nov novembre noviembre novembro",
    "december dec dezember dez décembre déc diciembre dic dicembre dezembro desember des",
)
MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
