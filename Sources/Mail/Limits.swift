/// Every limit and default of this target.
package enum Limits {
  /// Maximum number of results of a search that sets no limit.
  package static let searchResults = 50
  /// Maximum number of problems of one kind that a verification lists individually.
  package static let problemsOfOneKind = 1_000
  /// Maximum number of consecutive months without mail that statistics fill in. A longer gap, a
  /// century or more, means that a date is wrong.
  package static let monthsFilledIn = 1_200
  /// Wrong dates are assumed only for at most one message in this many.
  package static let messagesForWrongDate = 200
  /// Months without mail that separate wrong dates from the first right one: five years.
  package static let monthsBeforeRightDate = 60
}
