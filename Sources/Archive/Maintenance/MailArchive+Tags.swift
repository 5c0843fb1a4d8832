import Mail
import Store

/// A change of tags as people write it: "+work", "-inbox".
public struct TagChange: Equatable, Sendable {
  public let adds: Bool
  public let name: String

  /// Nil unless it begins with + or - and goes on with a name that a tag can have.
  public init?(_ word: String) {
    guard let sign = word.first, sign == "+" || sign == "-",
      let name = TagName(String(word.dropFirst()))
    else { return nil }
    adds = sign == "+"
    self.name = name.text
  }
}

extension MailArchive {
  /// - Returns: how many messages have other tags now.
  public func tag(_ ids: [Int64], _ changes: [TagChange]) throws(ArchiveError) -> Int {
    do {
      return try store.tag(
        ids, add: changes.filter(\.adds).map(\.name),
        remove: changes.filter { !$0.adds }.map(\.name))
    } catch { throw ArchiveError(error) }
  }

  /// All tags that messages have, with how many, by name.
  public func tags() throws(ArchiveError) -> [(name: String, messages: Int)] {
    do { return try store.tags() } catch { throw ArchiveError(error) }
  }

  /// Applies the settings' rules to the messages that came since they were last applied. The index
  /// must hold them.
  ///
  /// - Returns: how many messages got tags.
  func applyRules() throws -> Int {
    let ruled = try store.ruled()
    guard let latest = try store.messageIDs().last, latest > ruled else { return 0 }
    var tagged = 0
    for rule in configuration.rules {
      let found = try messages(matching: rule.query).filter { $0 > ruled && $0 <= latest }
      tagged += try store.tag(found, add: rule.tags)
    }
    try store.setRuled(upTo: latest)
    return tagged
  }
}
