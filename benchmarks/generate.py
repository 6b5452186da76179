"""Invented `Order History.csv` files of any size in the exact layout of 2026, always the same for one size."""

import csv
import random
from pathlib import Path

HEADER = (
    "ASIN,Billing Address,Carrier Name & Tracking Number,Currency,Gift Message,Gift Recipient Contact,Gift Sender Name,"
    "Item Serial Number,Order Date,Order ID,Order Status,Original Quantity,Payment Method Type,Product Condition,"
    "Product Name,Purchase Order Number,Ship Date,Shipment Item Subtotal,Shipment Item Subtotal Tax,Shipment Status,"
    "Shipping Address,Shipping Charge,Shipping Option,Total Amount,Total Discounts,Unit Price,Unit Price Tax,Website"
)
NONE = "Not Available"


def order_history(file: Path, rows: int) -> None:
    """Writes ``rows`` orders: UTF-8 with BOM, CRLF, amounts with thousands commas, about 430 bytes a row."""
    chance = random.Random(rows)
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEADER.split(","))
        writer.writerows(_row(chance, place, rows) for place in range(rows))


def _row(chance: random.Random, place: int, rows: int) -> list[str]:
    address = "見本 太郎 100-0000 東京都千代田区見本町1-2-3 JP"
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
