extension FixedWidthInteger {
  /// The sum, or the nearest value that the type can hold: numbers from outside may be anything.
  package func addingClamped(_ other: Self) -> Self {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
  }
}
