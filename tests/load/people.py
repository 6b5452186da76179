"""Fifty people's mixed work, for locust (``make load-people``): each hands in files, looks at pages, answers questions,
writes down contacts and takes the summary along. Any answer that is an error counts."""

import re
from itertools import count

from locust import HttpUser, between, task
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

HEAD = (
    "Website,Order ID,Order Date,Currency,Unit Price,Unit Price Tax,Shipping Charge,Total Discounts,Total Owed,"
    "Shipment Item Subtotal,Shipment Item Subtotal Tax,ASIN,Product Condition,Quantity,Order Status,Shipment Status,"
    "Ship Date,Shipping Option,Shipping Address,Billing Address,Carrier Name & Tracking Number,Product Name\r\n"
)
ROW = (
    "Amazon.co.jp,250-{number:07}-0000001,2026-{month:02}-{day:02}T03:04:05Z,JPY,{price},0,0,0,{price},{price},0,B0TEST,"
    "New,1,Closed,Shipped,2026-{month:02}-{day:02}T10:11:12Z,Std,Person {who} Street {who},Street 1,X(1),"
    "Pen {number}\r\n"
)
ROWS = 50  # orders of one file
MOST = 20  # files of one person
PAGES = ("/case", "/case/files", "/case/result", "/case/findings", "/case/steps", "/case/contacts", "/case/summary")
QUESTION, CHOICE = re.compile(r'name="question" value="([^"]+)"'), re.compile(r'name="(layout|stage)" value="([^"]+)"')
TOKEN = re.compile(r'name="csrf" value="([^"]+)"')
NUMBERS = count()


class Person(HttpUser):
    """Somebody with a case, who reads for a few seconds between two clicks."""

    wait_time = between(2, 8)

    def on_start(self) -> None:
        """Begins a case with a first file, and waits until it was read. As browsers do, it asks once more where a
        connection that was idle has been closed meanwhile."""
        self.client.mount("http://", HTTPAdapter(max_retries=Retry(1, allowed_methods={"GET"})))
        self.files = 0
        self.hand_in()
        while self.client.get("/case/progress.json").json()["running"]:
            self.wait()

    def get(self, path: str) -> str:
        return str(self.client.get(path, allow_redirects=False).text)

    def send(self, path: str, page: str, **form: object) -> None:
        """Sends the form of a page that was loaded."""
        token = TOKEN.search(page)
        if token:
            self.client.post(path, data={"csrf": token[1], **form}, allow_redirects=False)

    @task(1)
    def hand_in(self) -> None:
        if self.files == MOST:
            return
        self.files += 1
        numbers = [next(NUMBERS) for _ in range(ROWS)]
        rows = (ROW.format(number=n, month=1 + n % 12, day=1 + n % 28, price=900 + n % 700, who=n % 9) for n in numbers)
        token = TOKEN.search(self.get("/upload"))
        assert token
        sent = {"files": (f"{self.files}.csv", HEAD + "".join(rows), "text/csv")}
        self.client.post("/upload", data={"csrf": token[1]}, files=sent, allow_redirects=False)

    @task(12)
    def look(self) -> None:
        for page in PAGES:
            self.get(page)
            self.wait()

    @task(6)
    def answer(self) -> None:
        page = self.get("/case/recognise?go=on")
        if names := QUESTION.findall(page):
            given = {f"a-{name}": "mine" for name in names}
            self.send("/case/recognise", page, question=names, answer="mine", **dict(CHOICE.findall(page)), **given)

    @task(2)
    def write_down(self) -> None:
        entry = {"at": "2026-05-03T10:00", "zone": "Asia/Tokyo", "recipient": "Shop", "channel": "phone", "rev": "0"}
        self.send("/case/contacts", self.get("/case/contacts"), id="", said="They call back.", **entry)

    @task(1)
    def take_along(self) -> None:
        self.get("/case/summary.json")
