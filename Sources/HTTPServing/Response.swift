/// An answer to a request.
package struct Response: Sendable {
  package enum Body: Sendable {
    case bytes([UInt8])
    /// This number of bytes, which are made while they are sent: `Producer` is called on a thread of
    /// its own and gives pieces until it is done or sending fails.
    case stream(length: Int, Producer)
  }

  package typealias Producer =
    @Sendable (_ send: (ArraySlice<UInt8>) throws -> Void) throws -> Void

  package var status: Int
  package var headers: [(name: String, value: String)] = []
  package var body: Body

  package init(_ status: Int, _ type: String, _ body: Body) {
    self.status = status
    self.body = body
    headers = [("Content-Type", type)]
  }

  package static func redirect(to address: String) -> Response {
    var response = Response(303, "text/plain; charset=utf-8", .bytes([]))
    response.add(.page)
    response.headers.append(("Location", address))
    return response
  }

  package subscript(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}
