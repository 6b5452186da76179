window.YTD.email_address_change.part0 = [
  {
    "emailAddressChange" : {
      "accountId" : "1111111111111111111",
      "emailChange" : {
        "changedAt" : "2015-03-02T04:05:06.000Z",
        "changedTo" : "taro.mihon@example.com"
      }
    }
  },
  {
    "emailAddressChange" : {
      "accountId" : "1111111111111111111",
      "emailChange" : {
        "changedAt" : "2023-05-30T13:31:42.000Z",
        "changedTo" : "somebody.else@mail.example",
        "changedFrom" : "taro.mihon@example.com"
      }
    }
  }
]
