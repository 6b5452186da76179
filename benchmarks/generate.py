"""Synthetic exports of any size in the layouts of 2026; one size always gives the same bytes."""

import csv
import random
import zipfile
from pathlib import Path

HEADER = (
    "ASIN,Billing Address,Carrier Name & Tracking Number,Currency,Gift Message,Gift Recipient Contact,Gift Sender Name,"
    "Item Serial Number,Order Date,Order ID,Order Status,Original Quantity,Payment Method Type,Product Condition,"
    "Product Name,Purchase Order Number,Ship Date,Shipment Item Subtotal,Shipment Item Subtotal Tax,Shipment Status,"
    "Shipping Address,Shipping Charge,Shipping Option,Total Amount,Total Discounts,Unit Price,Unit Price Tax,Website"
)
NONE = "Not Available"


def order_history(file: Path, rows: int, addresses: int = 1) -> None:
    """Writes ``rows`` orders to so many ``addresses``: UTF-8 with BOM, CRLF, amounts with thousands commas, about 430
    bytes a row."""
    chance = random.Random(rows)
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEADER.split(","))
        writer.writerows(_row(chance, place, rows, place % addresses) for place in range(rows))


def _row(chance: random.Random, place: int, rows: int, house: int) -> list[str]:
    address = f"見本 太郎 100-0000 東京都千代田区見本町1-2-{house + 3} JP"
    minute = place * 60 * 24 * 365 * 3 // rows
    day, time = divmod(minute, 24 * 60)
    date = f"{2023 + day // 365}-{day % 365 // 31 + 1:02d}-{day % 365 % 31 % 28 + 1:02d}"
    at = f"{date}T{time // 60:02d}:{time % 60:02d}:{chance.randrange(60):02d}Z"
    price = f"{chance.randrange(1, 9)},{chance.randrange(1000):03d}"
    title = f"見本の商品 {chance.randrange(10**6)}, 日用品 {chance.randrange(10**6)} 個入り"
    order_id = f"503-{chance.randrange(10**7):07d}-{chance.randrange(10**7):07d}"
    carrier = f"ヤマト運輸 - {chance.randrange(10**12):012d}"
    return [
        *(
            f"B0{chance.randrange(10**8):08d}",
            address,
            carrier,
            "JPY",
            NONE,
            NONE,
            NONE,
            NONE,
            at,
            order_id,
            "Closed",
            "1",
        ),
        *("Visa - 1234", "New", title, "Not Applicable", f"{date}T23:30:00Z", price, "0", "Shipped", address, "0"),
        *("std-jp-local", price, "0", price, "0", "Amazon.co.jp"),
    ]


ACCESS = (
    "Gaia ID,Activity Timestamp,IP Address,Proxiedhost IP Address,Is Non-routable IP Address,Activity Country,"
    "Activity Region,Activity City,User Agent String,Product Name,Sub-Product Name,Referer Product Name,"
    "Referer Sub-Product Name,Activity Type,Gmail Access Channel,Android Application Package Name"
)


def access_log(file: Path, rows: int) -> None:
    """Writes ``rows`` entries of Google's access log, about 230 bytes a row."""
    chance = random.Random(rows)
    agent = "App : GMAIL_APP. App Version : 6.0.250119. Os : IOS_OS. Os Version : 18.3. Device Type : MOBILE."
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(ACCESS.split(","))
        for place in range(rows):
            minute = place * 60 * 24 * 365 // rows
            day, time = divmod(minute, 24 * 60)
            at = f"2026-{day // 31 + 1:02d}-{day % 31 % 28 + 1:02d}T{time // 60:02d}:{time % 60:02d}:00Z"
            ip = f"203.0.113.{chance.randrange(1, 40)}"
            where = ("JP", "13", "Chiyoda City")
            writer.writerow(
                ["100000000000000000001", at, ip, "", "FALSE", *where, agent, "Gmail", *[""] * 3, "Login", "", ""]
            )


def all_data(file: Path, papers: int, size: int) -> None:
    """An "all data" archive: two tables of 5,000 rows among ``papers`` papers and pictures of ``size`` bytes each."""
    folder = file.parent
    order_history(folder / "Order History.csv", 5_000)
    access_log(folder / "Access Log.csv", 5_000)
    chance = random.Random(papers)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as made:
        for number in range(papers):
            kind, begin = ("pdf", b"%PDF-1.7\n") if number % 2 else ("jpg", b"\xff\xd8\xff\xe0")
            made.writestr(f"Digital Documents/{number:05}.{kind}", begin + chance.randbytes(size))
        for name in ("Order History.csv", "Access Log.csv"):
            made.write(folder / name, f"Tables/{name}", zipfile.ZIP_DEFLATED)
