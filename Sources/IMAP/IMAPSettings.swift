package import Net

/// Where the mailboxes of an account are, and how to get there.
@dynamicMemberLookup
package struct IMAPSettings: Sendable, Equatable {
  package var server: ServerSettings
  package var limits = IMAPLimits()
  /// Nil: where the server is not near.
  package var compresses: Bool?

  package init(server: ServerSettings) { self.server = server }

  package init(_ endpoint: Endpoint, security: ServerSettings.Security) {
    server = ServerSettings(endpoint, security: security)
  }

  /// As `server` has it.
  package subscript<Value>(dynamicMember path: WritableKeyPath<ServerSettings, Value>) -> Value {
    get { server[keyPath: path] }
    set { server[keyPath: path] = newValue }
  }
}
