/// Every limit and default of this module.
package enum Limits {
  /// Results of a search without a limit of its own.
  package static let searchResults = 50
  /// Problems of one kind that a verification names one by one.
  package static let problemsOfOneKind = 1_000
  /// Months without mail that statistics fill in between two with some; a century or more between
  /// them means a wrong date.
  package static let monthsFilledIn = 1_200
  /// One message in this many may have a wrong date.
  package static let messagesForWrongDate = 200
}
