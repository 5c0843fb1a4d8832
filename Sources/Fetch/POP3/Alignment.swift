import POP3

/// Whether answers belong to the commands they were taken for, as far as sizes tell.
///
/// A line with a dot that the server did not double and a text line like an answer behind it make a
/// client take each following message for the next one. That shows only when bytes are left over in
/// the end. What has exactly the size that LIST said, and that the messages just before it have not,
/// is right, and so is all before it.
struct Alignment {
  /// Numbers of what came since then.
  private(set) var unconfirmed: [Int] = []
  /// The first of them that is shorter than listed, or else the first: what is most likely cut.
  var culprit: Int? { firstShort ?? unconfirmed.first }

  private var firstShort: Int?
  private var recent: [UInt64] = []

  mutating func arrived(_ number: Int, _ size: ArrivedSize, listed: UInt64?) {
    let fits = listed == size.bytes || listed == size.onTheWire
    if fits, let listed, !recent.contains(listed) {
      unconfirmed = []
      firstShort = nil
    } else {
      unconfirmed.append(number)
      // Dovecot and Courier are 2 bytes short for a message without a last line end.
      if let listed, firstShort == nil, listed > size.onTheWire, listed - size.onTheWire > 2 {
        firstShort = number
      }
    }
    if let listed { recent.append(listed) }
    if recent.count > Limits.sizesCompared { recent.removeFirst() }
  }
}
