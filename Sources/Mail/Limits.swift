/// Every limit and default of this module.
package enum Limits {
  /// Problems of one kind that a verification names one by one.
  package static let problemsOfOneKind = 1_000
}
