/// Progress of a verification, a repair or a copy.
public struct MaintenanceProgress: Equatable, Sendable {
  public enum Step: String, Sendable {
    case database, contents, messages, references, readings, index, copying
  }

  public let step: Step
  public let done: Int64
  public let total: Int64

  package init(_ step: Step, done: Int64, total: Int64) {
    self.step = step
    self.done = done
    self.total = total
  }
}

extension MaintenanceProgress.Step: CustomStringConvertible {
  /// A description such as "checking messages".
  public var description: String {
    switch self {
    case .database: "checking the database"
    case .contents: "checking contents"
    case .messages: "checking messages"
    case .references: "checking references"
    case .readings: "reading messages again"
    case .index: "checking the index"
    case .copying: "copying pages"
    }
  }
}
