import Testing
import Text

@Suite struct ModifiedUTF7Tests {
  @Test(arguments: [
    ("Sent", "Sent"), ("Entw&APw-rfe", "Entwürfe"), ("&U,BTFw-", "台北"), ("Q&-A", "Q&A"),
    ("&2D3eAA-", "😀"),
  ])
  func modifiedUTF7(_ encoded: String, _ text: String) {
    #expect(ModifiedUTF7.decode(Array(encoded.utf8)) == text)
    #expect(ModifiedUTF7.encode(text) == Array(encoded.utf8))
  }

  @Test(arguments: ["&", "&AP", "&!-", "&2D0-", "caf\u{e9}", "AT&T-old", "Tom&Jerry-2", "R&ABC-"])
  func notModifiedUTF7(_ name: String) {
    #expect(ModifiedUTF7.decode(Array(name.utf8)) == nil)
  }
}
