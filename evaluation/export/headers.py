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
