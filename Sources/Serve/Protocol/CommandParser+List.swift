import Bytes

// LIST with its options (RFC 5258, RFC 5819, RFC 6154).
extension CommandParser {
  mutating func list() throws(BadCommand) -> ClientCommand {
    var request = ListRequest()
    try cursor.space()
    if cursor.take(Byte.openParenthesis) {
      request.isExtended = true
      try selectionOptions(&request)
      try cursor.space()
    }
    request.reference = try cursor.astring()
    try cursor.space()
    if cursor.take(Byte.openParenthesis) {
      request.isExtended = true
      repeat {
        guard request.patterns.count < Limits.listPatterns else {
          throw BadCommand("there are too many patterns")
        }
        request.patterns.append(try cursor.pattern())
      } while try cursor.continuesList()
    } else {
      request.patterns = [try cursor.pattern()]
    }
    if !cursor.isAtEnd {
      try cursor.space()
      guard try cursor.keyword() == "RETURN" else { throw BadCommand("expected RETURN") }
      request.isExtended = true
      try cursor.space()
      try returnOptions(&request)
    }
    try cursor.expectEnd()
    return .list(request)
  }

  private mutating func selectionOptions(_ request: inout ListRequest) throws(BadCommand) {
    if cursor.take(Byte.closeParenthesis) { return }
    repeat {
      switch try cursor.keyword() {
      case "SUBSCRIBED":
        request.isSubscribedOnly = true
        request.returnsSubscribed = true
      case "REMOTE": break
      case "RECURSIVEMATCH": request.isRecursive = true
      case "SPECIAL-USE":
        request.isSpecialUseOnly = true
        request.returnsSpecialUse = true
      case let word: throw BadCommand("there is no option \(word)")
      }
    } while try cursor.continuesList()
    guard !request.isRecursive || request.isSubscribedOnly || request.isSpecialUseOnly else {
      throw BadCommand("RECURSIVEMATCH needs another option")
    }
  }

  private mutating func returnOptions(_ request: inout ListRequest) throws(BadCommand) {
    try cursor.expect(Byte.openParenthesis)
    if cursor.take(Byte.closeParenthesis) { return }
    repeat {
      switch try cursor.keyword() {
      case "SUBSCRIBED": request.returnsSubscribed = true
      case "CHILDREN": request.returnsChildren = true
      case "SPECIAL-USE": request.returnsSpecialUse = true
      case "STATUS":
        try cursor.space()
        request.status = try statusItems()
      case let word: throw BadCommand("there is no option \(word)")
      }
    } while try cursor.continuesList()
  }
}
