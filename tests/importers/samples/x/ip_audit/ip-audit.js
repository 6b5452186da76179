window.YTD.ip_audit.part0 = [
  {
    "ipAudit" : {
      "accountId" : "1111111111111111111",
      "createdAt" : "2023-05-30T13:31:42.908Z",
      "loginIp" : "203.0.113.1"
    }
  },
  {
    "ipAudit" : {
      "accountId" : "1111111111111111111",
      "createdAt" : "2023-05-29T02:00:00.000Z",
      "loginIp" : "2001:db8::1:2",
      "loginPortNumber" : "51234"
    }
  }
]
