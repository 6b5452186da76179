"""The header rows of the files, as they come."""


def _names(text: str, separator: str = ",") -> tuple[str, ...]:
    return tuple(text.split(separator))


ORDERS_B = _names(
    "Website,Order ID,Order Date,Purchase Order Number,Currency,Unit Price,Unit Price Tax,Shipping Charge,"
    "Total Discounts,Total Owed,Shipment Item Subtotal,Shipment Item Subtotal Tax,ASIN,Product Condition,Quantity,"
    "Payment Instrument Type,Order Status,Shipment Status,Ship Date,Shipping Option,Shipping Address,"
    "Billing Address,Carrier Name & Tracking Number,Product Name,Gift Message,Gift Sender Name,"
    "Gift Recipient Contact Details,Item Serial Number"
)
ORDERS_C = _names(
    "ASIN,Billing Address,Carrier Name & Tracking Number,Currency,Gift Message,Gift Recipient Contact,"
    "Gift Sender Name,Item Serial Number,Order Date,Order ID,Order Status,Original Quantity,Payment Method Type,"
    "Product Condition,Product Name,Purchase Order Number,Ship Date,Shipment Item Subtotal,"
    "Shipment Item Subtotal Tax,Shipment Status,Shipping Address,Shipping Charge,Shipping Option,Total Amount,"
    "Total Discounts,Unit Price,Unit Price Tax,Website"
)
REFUNDS = _names(
    "Creation Date,Currency,Direct Debit Refund Amount,Disbursement Type,Order ID,Payment Status,Quantity,"
    "Refund Amount,Refund Date,Reversal Amount State,Reversal Reason,Reversal Status,Website"
)
PAYMENTS = _names("OrderID,ReversalID,RefundCompletionDate,Currency,AmountRefunded,Status,DisbursementType")
RETURNS = _names(
    "Return Item ID,Order ID,Order Item ID,Request Date,Refund Status,Refund Amount,Currency Code,Refund Destination"
)
CUSTOMER_RETURNS = _names("OrderId,ContractId,DateOfReturn,ReturnAmount,ReturnAmountCurrency,ReturnReason,Resolution")
DIGITAL_B = _names(
    "ASIN,Title,OrderId,DigitalOrderItemId,DeclaredCountryCode,BaseCurrencyCode,FulfilledDate,IsFulfilled,"
    "Marketplace,OrderDate,OriginalQuantity,OurPrice,OurPriceCurrencyCode,OurPriceTax,OurPriceTaxCurrencyCode,"
    "SellerOfRecord,Publisher,GiftItem"
)
DIGITAL_C = _names(
    "ASIN,Affected Item Quantity,Base Currency Code,Component Type,Digital Order Item ID,Gift Item,Marketplace,"
    "Order Date,Order ID,Order Status,Original Quantity,Payment Information,Price,Price Currency Code,Price Tax,"
    "Product Name,Quantity Ordered,Seller of Record,Transaction Amount"
)
DEVICES = _names(
    "Account Name,Amazon Device Model Name,Current Firmware Version,Customer Login Pool,Customer Type,"
    "Device Account Role,Device Model,Device Pairing Details,Device Serial Number,First Time Registered,IP Address,"
    "Last Time Registered,Local Time Offset,State,Time Deregistered"
)
ACCESS_LOG = _names(
    "Gaia ID,Activity Timestamp,IP Address,Proxiedhost IP Address,Is Non-routable IP Address,Activity Country,"
    "Activity Region,Activity City,User Agent String,Product Name,Sub-Product Name,Activity Type,"
    "Gmail Access Channel"
)
UNSHIPPED = _names(
    "order-id order-item-id purchase-date payments-date reporting-date promise-date days-past-promise buyer-email "
    "buyer-name buyer-phone-number sku product-name quantity-purchased quantity-shipped quantity-to-ship "
    "ship-service-level recipient-name ship-address-1 ship-address-2 ship-address-3 ship-city ship-state "
    "ship-postal-code ship-country payment-method cod-collectible-amount already-paid payment-method-fee "
    "scheduled-delivery-start-date scheduled-delivery-end-date points-granted is-prime",
    " ",
)
PENDING = _names(
    "order-id order-item-id purchase-date sku product-name quantity-purchased payment-type",
    " ",
)
SELLER_RETURNS = _names(
    "return-date order-id sku asin fnsku product-name quantity fulfillment-center-id detailed-disposition reason "
    "status license-plate-number customer-comments",
    " ",
)
PAYPAL_JA = _names(
    "日付,時間,タイムゾーン,名前,タイプ,ステータス,通貨,合計,手数料,正味,送信者メールアドレス,"
    "受信者メールアドレス,取引ID,配送先住所,住所ステータス,商品タイトル,商品ID,配送および手数料の額,保険金額,"
    "消費税,オプション1: 名前,オプション1: 金額,オプション2: 名前,オプション2: 金額,"
    "リファレンス トランザクションID,請求書番号,カスタム番号,数量,領収書ID,残高,住所1行目,住所2行目/地区/地域,"
    "市区町村,都道府県,郵便番号,国および地域,連絡先の電話番号,件名,備考,国コード,残高への影響"
)
PAYPAL_EN = _names(
    "Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,From Email Address,To Email Address,"
    "Transaction ID,Shipping Address,Address Status,Item Title,Item ID,Shipping and Handling Amount,"
    "Insurance Amount,Sales Tax,Option 1 Name,Option 1 Value,Option 2 Name,Option 2 Value,Reference Txn ID,"
    "Invoice Number,Custom Number,Quantity,Receipt ID,Balance,Address Line 1,"
    "Address Line 2/District/Neighborhood,Town/City,State/Province/Region/County/Territory/Prefecture/Republic,"
    "Zip/Postal Code,Country,Contact Phone Number,Subject,Note,Country Code,Balance Impact"
)
PAYPAL_DE = _names(
    "Datum,Uhrzeit,Zeitzone,Name,Typ,Status,Währung,Brutto,Gebühr,Netto,Absender E-Mail-Adresse,"
    "Empfänger E-Mail-Adresse,Transaktionscode,Lieferadresse,Adress-Status,Artikelbezeichnung,Artikelnummer,"
    "Versand- und Bearbeitungsgebühr,Versicherungsbetrag,Umsatzsteuer,Option 1 Name,Option 1 Wert,Option 2 Name,"
    "Option 2 Wert,Zugehöriger Transaktionscode,Rechnungsnummer,Zollnummer,Anzahl,Empfangsnummer,Guthaben,"
    "Adresszeile 1,Adresszusatz,Ort,Bundesland,PLZ,Land,Telefon,Betreff,Hinweis,Ländervorwahl,"
    "Auswirkung auf Guthaben"
)
PAYPAY = _names(
    "取引日,出金金額（円）,入金金額（円）,海外出金金額,通貨,変換レート（円）,利用国,取引内容,取引先,取引方法,支払い区分,利用者,"
    "取引番号"
)
RAKUTEN_CARD = _names(
    "利用日,利用店名・商品名,利用者,支払方法,利用金額,支払手数料,支払総額,{month}月支払金額,{next}月繰越残高,新規サイン"
)
CHASE = _names("Transaction Date,Post Date,Description,Category,Type,Amount,Memo")
