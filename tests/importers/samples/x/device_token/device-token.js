window.YTD.device_token.part0 = [
  {
    "deviceToken" : {
      "clientApplicationId" : "129032",
      "token" : "SampleTokenThatNobodyMayKeep0000000000",
      "createdAt" : "2023-05-30T13:31:42.908Z",
      "lastSeenAt" : "2023-06-02T00:00:00.000Z",
      "clientApplicationName" : "Twitter for iPhone (Twitter, Inc.)"
    }
  },
  {
    "deviceToken" : {
      "clientApplicationId" : "3033300",
      "token" : "SampleTokenThatNobodyMayKeep0000000001",
      "createdAt" : "2022-01-02T03:04:05.000Z",
      "lastSeenAt" : "2023-06-02T00:00:00.000Z"
    }
  }
]
