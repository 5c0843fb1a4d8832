package import Net

/// Where a maildrop is, and how to get there.
@dynamicMemberLookup
package struct POP3Settings: Sendable, Equatable {
  package var server: ServerSettings
  package var limits = POP3Limits()
  /// False for servers that announce PIPELINING but do not support it.
  package var usesPipelining = true

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
