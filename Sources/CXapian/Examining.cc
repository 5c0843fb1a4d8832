// Reading a whole database to find out whether it holds what was written into it.
#include <algorithm>

#include "Internal.hpp"

using namespace mcx;

namespace {

class Examination {
 public:
  explicit Examination(const Xapian::Database &database) : database_(database) {}

  /// Null, or what contradicts itself.
  const char *contradiction() {
    const char *found = read_documents();
    if (!found) found = read_lists();
    if (!found) found = read_values();
    return found ? found : read_blocks();
  }

  void tell(mcx_proof_callback callback, void *context) const {
    for (const Entry &entry : entries_) {
      callback(context, entry.document, entry.proof.row, entry.proof.content,
               entry.proof.content == entry.content);
    }
  }

 private:
  struct Entry {
    Xapian::docid document;
    /// As it was kept.
    Proof proof;
    /// As it is.
    uint64_t content;
  };

  /// Terms, lengths and positions by document.
  const char *read_documents() {
    const std::string all;
    auto end = database_.postlist_end(all);
    for (auto document = database_.postlist_begin(all); document != end; ++document) {
      Xapian::termcount words = 0;
      uint64_t content = 0;
      auto last = database_.termlist_end(*document);
      for (auto term = database_.termlist_begin(*document); term != last; ++term) {
        const uint64_t digest = term_digest(*term, term.get_wdf());
        content += digest;
        by_document_ += occurrence(digest, *document);
        words += term.get_wdf();
      }
      if (words != document.get_doclength()) return "its lengths of messages";
      const std::string positions = database_.get_metadata(positions_key(*document));
      if ((words > 0) == positions.empty()) return "its places of words";
      entries_.push_back({*document, Proof(), content + positions_digest(positions)});
    }
    return entries_.size() == database_.get_doccount() ? nullptr : "its number of messages";
  }

  /// Documents by term.
  const char *read_lists() {
    uint64_t by_term = 0;
    for (auto term = database_.allterms_begin(); term != database_.allterms_end(); ++term) {
      const std::string name = *term;
      Xapian::doccount documents = 0;
      Xapian::termcount occurrences = 0;
      auto end = database_.postlist_end(name);
      for (auto document = database_.postlist_begin(name); document != end; ++document) {
        by_term += occurrence(term_digest(name, document.get_wdf()), *document);
        documents++;
        occurrences += document.get_wdf();
      }
      if (documents != term.get_termfreq() || occurrences != database_.get_collection_freq(name)) {
        return "its numbers of words";
      }
    }
    return by_term == by_document_ ? nullptr : "its lists of words and of messages";
  }

  const char *read_values() {
    for (Xapian::valueno slot = 0; slot <= proof_slot; slot++) {
      Xapian::doccount count = 0;
      auto entry = entries_.begin();
      const std::string low = database_.get_value_lower_bound(slot);
      const std::string high = database_.get_value_upper_bound(slot);
      auto end = database_.valuestream_end(slot);
      for (auto value = database_.valuestream_begin(slot); value != end; ++value, ++count) {
        const std::string held = *value;
        if (held < low || held > high) return "its bounds of values";
        while (entry != entries_.end() && entry->document < value.get_docid()) ++entry;
        if (entry == entries_.end() || entry->document != value.get_docid()) {
          return "its values and messages";
        }
        if (slot == proof_slot) {
          entry->proof = Proof(held);
        } else {
          entry->content += value_digest(slot, held);
        }
      }
      if (count != database_.get_value_freq(slot)) return "its numbers of values";
    }
    return nullptr;
  }

  const char *read_blocks() const {
    BlockProofs sums, held;
    for (const Entry &entry : entries_) sums[entry.document >> block_bits] += entry.proof;
    auto end = database_.metadata_keys_end("d");
    for (auto key = database_.metadata_keys_begin("d"); key != end; ++key) {
      const std::string name = *key;
      if (!is_block_key(name)) continue;
      uint32_t block = 0;
      for (char byte : name.substr(1)) block = block << 8 | static_cast<uint8_t>(byte);
      held[block] = Proof(database_.get_metadata(name));
    }
    return sums == held ? nullptr : "its digests";
  }

  static uint64_t occurrence(uint64_t digest, Xapian::docid document) {
    return mixed(digest + document);
  }

  const Xapian::Database &database_;
  std::vector<Entry> entries_;
  uint64_t by_document_ = 0;
};

}  // namespace

extern "C" bool mcx_database_examine(mcx_database *database, mcx_proof_callback callback,
                                     void *context, const char **contradiction,
                                     mcx_error *error) {
  return guarded(error, [&] {
    Examination examination(database->database);
    *contradiction = examination.contradiction();
    if (!*contradiction) examination.tell(callback, context);
  });
}
