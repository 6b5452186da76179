"""The table of phones that hand in pictures to a case. Like the others (``app.storage.tables``) it holds nothing
personal."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.storage.columns import case_column, short_id, time_column
from app.storage.tables import now


class PhoneRow(SQLModel, table=True):
    """A code for one phone, which may hand in files to a case for a few minutes. ``id`` is the public part of the code;
    its secret part is computed and not stored. ``device`` is a keyed hash of the one browser that used the code, and
    ``client`` its name in a word or two.

    ``state``: open | waiting (for the confirmation on the computer) | allowed | sending | ended. ``wanted`` is how many
    files the phone announced last, ``received`` how many it has handed in.
    """

    __tablename__ = "phones"
    id: str = Field(default_factory=short_id, primary_key=True, max_length=16)
    case_id: str = Field(sa_column=case_column())
    device: str | None = Field(default=None, max_length=64, index=True)
    client: str = Field(default="", max_length=32)
    state: str = Field(default="open", max_length=8)
    wanted: int = 0
    received: int = 0
    created_at: datetime = Field(default_factory=now, sa_column=time_column())
    until: datetime = Field(sa_column=time_column())
