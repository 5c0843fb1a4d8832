// What proves that an index holds what was written into it: Xapian has no checksums.
//
// Each document has a proof, two numbers of 8 bytes in a value slot: what the caller knows its row in
// the store by, and a digest of its terms, values and positions. For each block of documents the sums of
// both are kept in the metadata, so that a document that is missing is noticed, too. Sums need no order,
// and can be merged and corrected. None of it is meant against somebody who wants to deceive.
#pragma once

#include <xapian.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace mcx {

constexpr Xapian::valueno proof_slot = 8;
/// Documents are in blocks of 64.
constexpr unsigned block_bits = 6;

struct Proof {
  uint64_t row = 0, content = 0;

  Proof &operator+=(const Proof &other) {
    row += other.row;
    content += other.content;
    return *this;
  }
  Proof &operator-=(const Proof &other) {
    row -= other.row;
    content -= other.content;
    return *this;
  }
  bool operator==(const Proof &other) const { return row == other.row && content == other.content; }
  bool operator!=(const Proof &other) const { return !(*this == other); }
  bool is_zero() const { return row == 0 && content == 0; }

  std::string bytes() const;
  /// Zero unless there are 16 bytes.
  explicit Proof(std::string_view bytes);
  Proof() = default;
};

using BlockProofs = std::map<uint32_t, Proof>;

uint64_t mixed(uint64_t number);
uint64_t term_digest(std::string_view term, Xapian::termcount count);
uint64_t value_digest(Xapian::valueno slot, std::string_view value);
uint64_t positions_digest(std::string_view positions);
/// Of all terms and values but the proof itself, and the positions.
uint64_t content_digest(const Xapian::Document &document, std::string_view positions);

/// Where a block's sums are in the metadata.
std::string block_key(uint32_t block);
/// Whether a key of the metadata is of that kind; `key` is as it was given.
bool is_block_key(std::string_view key);

}  // namespace mcx
