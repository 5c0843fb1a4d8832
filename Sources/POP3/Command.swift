/// One line to the server; it determines the kind of response.
package enum Command: Sendable, Equatable {
  /// No command: represents the greeting, which is the response to connecting.
  case greeting
  case capa
  case stls
  case utf8
  case user(String)
  case pass(String)
  case apop(user: String, digest: String)
  case auth(mechanism: String, initialResponse: String?)
  /// A line of a SASL dialogue, in base64.
  case authAnswer(String)
  case list
  case listOne(Int)
  case uidl
  case retr(Int)
  case top(Int, lines: Int)
  case dele(Int)
  case noop
  case rset
  case quit

  package enum AnswerShape: Sendable, Equatable {
    case statusLine
    case listing
    case message
  }

  package var answerShape: AnswerShape {
    switch self {
    case .capa, .list, .uidl: .listing
    case .retr, .top: .message
    default: .statusLine
    }
  }

  /// The line without its line end.
  package var line: String {
    switch self {
    case .user(let user): "USER \(user)"
    case .pass(let password): "PASS \(password)"
    case .apop(let user, let digest): "APOP \(user) \(digest)"
    case .auth(let mechanism, let response?): "AUTH \(mechanism) \(response)"
    case .auth(let mechanism, nil): "AUTH \(mechanism)"
    case .authAnswer(let answer): answer
    case .retr(let number): "RETR \(number)"
    case .top(let number, let lines): "TOP \(number) \(lines)"
    case .dele(let number): "DELE \(number)"
    case .greeting: ""
    case .capa: "CAPA"
    case .stls: "STLS"
    case .utf8: "UTF8"
    case .list: "LIST"
    case .listOne(let number): "LIST \(number)"
    case .uidl: "UIDL"
    case .noop: "NOOP"
    case .rset: "RSET"
    case .quit: "QUIT"
    }
  }

  /// The line for logs, without secrets.
  package var masked: String {
    switch self {
    case .greeting: "the connection"
    case .pass: "PASS ***"
    case .apop(let user, _): "APOP \(user) ***"
    case .auth(let mechanism, _?): "AUTH \(mechanism) ***"
    case .authAnswer: "***"
    default: line
    }
  }
}
