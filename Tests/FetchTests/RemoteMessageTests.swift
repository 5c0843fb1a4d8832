import Fetch
import Testing

@Suite struct RemoteMessageTests {
  @Test(
    "One name for each message, and POP3's as it always was",
    arguments: [
      (RemoteMessage(id: "0001abc"), "0001abc"),
      (RemoteMessage(id: "TOP 09af"), "TOP 09af"),
      (
        RemoteMessage(folder: "INBOX", validity: 38_505, id: "20"),
        "INBOX;UIDVALIDITY=38505/;UID=20"
      ),
      (RemoteMessage(folder: "Lists/swift", id: "7"), "Lists/swift/;UID=7"),
      (RemoteMessage(validity: 1, id: "7"), ";UIDVALIDITY=1/;UID=7"),
    ])
  func name(message: RemoteMessage, name: String) {
    #expect(message.name == name)
  }
}
