/// Joins the soft-broken lines of a text/plain body with format=flowed (RFC 3676 section 4).
///
/// Quote marks are normalised to "> " per level; space-stuffing is removed; the signature
/// separator "-- " stays a line of its own.
/// - Parameters:
///   - text: the decoded body with any line ends.
///   - delSp: the part says DelSp=yes, so the space before a soft break goes too.
/// - Returns: one line a paragraph, ended by LF.
package func unflow(_ text: String, delSp: Bool) -> String {
  text
}
