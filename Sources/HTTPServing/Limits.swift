/// Every limit and default of the server.
enum Limits {
  /// How many ports are tried after the one that was wanted.
  static let portsTried = 100
  /// Maximum size of a request's line and header together, in bytes.
  static let headerBytes = 16 << 10
  /// Maximum size of a form that is sent, in bytes.
  static let formBytes = 64 << 10
  /// Maximum size of what is sent with files in one form, in bytes; what is larger is named by its path.
  static let uploadBytes = 50 << 30
  /// Maximum number of files in one form.
  static let filesUploaded = 1_000
  /// Maximum size of the header of a part of such a form, in bytes.
  static let partHeaderBytes = 8 << 10
  /// Forms with files that are taken at the same time.
  static let uploads = 2
  /// Maximum number of fields of a form or an address.
  static let fields = 500
  /// Maximum number of open connections.
  static let connections = 64
  /// Seconds from the first byte of a header to its end, and until the first request comes.
  static let headerSeconds: Int64 = 10
  /// Seconds from the end of a header to that of the body.
  static let bodySeconds: Int64 = 30
  /// Seconds that a connection may wait for its next request.
  static let idleSeconds: Int64 = 60
  /// Seconds in which a piece of an answer must have been taken.
  static let writeSeconds: Int64 = 60
  /// Size of the pieces in which large answers are sent, in bytes.
  static let pieceBytes = 256 << 10
  /// Number of requests that are answered at the same time.
  static let workers = 4
  /// Requests wait for a free worker up to this number; more are refused.
  static let requestsWaiting = 64
  /// Maximum size of the kernel's list of connections that is looked through, in bytes.
  static let connectionListBytes = 8 << 20
}
