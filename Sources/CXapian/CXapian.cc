#include "CXapian.h"

#include <fcntl.h>
#include <stdio.h>
#include <xapian.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <new>
#include <set>
#include <string>
#include <vector>

struct mcx_database {
  Xapian::Database database;
  std::string lent;
};
struct mcx_writer {
  Xapian::WritableDatabase database;
};
struct mcx_query {
  Xapian::Query query;
};
struct mcx_result {
  Xapian::MSet matches;
  std::vector<Xapian::docid> documents;
  std::vector<uint32_t> collapsed;
  std::vector<double> weights;
  std::vector<std::string> sort_values;
  std::vector<std::unique_ptr<Xapian::ValueCountMatchSpy>> facets;
};
struct mcx_stemmer {
  Xapian::Stem stem;
  std::string lent;
};

namespace {

bool fail(mcx_error *error, int32_t code, const char *message) noexcept {
  if (error) {
    error->code = code;
    std::strncpy(error->message, message, sizeof error->message - 1);
    error->message[sizeof error->message - 1] = '\0';
  }
  return false;
}

/// Runs `body`; an exception becomes the error, and the result is false.
template <typename Body>
bool guarded(mcx_error *error, Body body) noexcept {
  try {
    body();
    return true;
  } catch (const Xapian::DatabaseVersionError &e) {
    return fail(error, MCX_VERSION, e.get_msg().c_str());
  } catch (const Xapian::DatabaseLockError &e) {
    return fail(error, MCX_LOCKED, e.get_msg().c_str());
  } catch (const Xapian::DatabaseModifiedError &e) {
    return fail(error, MCX_CHANGED, e.get_msg().c_str());
  } catch (const Xapian::DatabaseCorruptError &e) {
    return fail(error, MCX_DAMAGED, e.get_msg().c_str());
#if XAPIAN_AT_LEAST(1, 4, 19)
  } catch (const Xapian::DatabaseNotFoundError &e) {
    return fail(error, MCX_MISSING, e.get_msg().c_str());
#endif
  } catch (const Xapian::DatabaseOpeningError &e) {
    return fail(error, MCX_DAMAGED, e.get_msg().c_str());
  } catch (const Xapian::DatabaseError &e) {
    return fail(error, MCX_IO, e.get_msg().c_str());
  } catch (const Xapian::NetworkError &e) {
    return fail(error, MCX_NETWORK, e.get_msg().c_str());
  } catch (const Xapian::DocNotFoundError &e) {
    return fail(error, MCX_NOT_FOUND, e.get_msg().c_str());
  } catch (const Xapian::Error &e) {
    return fail(error, MCX_REFUSED, e.get_msg().c_str());
  } catch (const std::bad_alloc &) {
    return fail(error, MCX_MEMORY, "out of memory");
  } catch (const std::exception &e) {
    return fail(error, MCX_REFUSED, e.what());
  } catch (...) {
    return fail(error, MCX_REFUSED, "unknown error");
  }
}

/// As `guarded`, for functions that make a handle: null when it failed.
template <typename Body>
auto guarded_new(mcx_error *error, Body body) noexcept -> decltype(body()) {
  decltype(body()) made = nullptr;
  guarded(error, [&] { made = body(); });
  return made;
}

/// A reader that was overtaken by two commits reopens once and asks again.
template <typename Body>
bool guarded_read(mcx_error *error, Xapian::Database &database, Body body) noexcept {
  return guarded(error, [&] {
    try {
      body();
    } catch (const Xapian::DatabaseModifiedError &) {
      database.reopen();
      body();
    }
  });
}

std::string text(const uint8_t *bytes, size_t length) {
  return std::string(reinterpret_cast<const char *>(bytes), length);
}

const uint8_t *octets(const std::string &string) {
  return reinterpret_cast<const uint8_t *>(string.data());
}

/// Reads the records described in the header; refuses what runs past the end.
class Records {
 public:
  Records(const uint8_t *bytes, size_t length) : at_(bytes), end_(bytes + length) {}
  bool done() const { return at_ == end_; }
  uint8_t byte() {
    if (at_ == end_) throw Xapian::InvalidArgumentError("document record cut short");
    return *at_++;
  }
  uint32_t number() {
    uint32_t value = 0;
    for (unsigned shift = 0; shift < 32; shift += 7) {
      uint8_t next = byte();
      value |= static_cast<uint32_t>(next & 0x7f) << shift;
      if (!(next & 0x80)) return value;
    }
    throw Xapian::InvalidArgumentError("document record has a number too large");
  }
  std::string string() {
    size_t length = number();
    if (static_cast<size_t>(end_ - at_) < length)
      throw Xapian::InvalidArgumentError("document record cut short");
    std::string value = text(at_, length);
    at_ += length;
    return value;
  }

 private:
  const uint8_t *at_, *end_;
};

void drop_terms(Xapian::Document &document, const std::string &prefix) {
  std::vector<std::string> terms;
  auto term = document.termlist_begin();
  for (term.skip_to(prefix); term != document.termlist_end(); ++term) {
    std::string found = *term;
    if (found.compare(0, prefix.size(), prefix) != 0) break;
    terms.push_back(std::move(found));
  }
  for (const auto &found : terms) document.remove_term(found);
}

void apply(Xapian::Document &document, const uint8_t *bytes, size_t length) {
  Records records(bytes, length);
  while (!records.done()) {
    switch (records.byte()) {
      case 1: {
        std::string term = records.string();
        uint32_t frequency = records.number();
        uint32_t positions = records.number();
        uint32_t position = 0;
        if (positions == 0) document.add_term(term, frequency);
        for (uint32_t i = 0; i < positions; i++) {
          position += records.number();
          document.add_posting(term, position, i == 0 ? frequency : 0);
        }
        break;
      }
      case 2:
        document.add_boolean_term(records.string());
        break;
      case 3: {
        uint32_t slot = records.number();
        document.add_value(slot, records.string());
        break;
      }
      case 4:
        drop_terms(document, records.string());
        break;
      default:
        throw Xapian::InvalidArgumentError("unknown document record");
    }
  }
}

void split(std::set<std::string> &into, const std::string &joined) {
  size_t from = 0;
  while (from < joined.size()) {
    size_t to = joined.find('\0', from);
    if (to == std::string::npos) to = joined.size();
    into.insert(joined.substr(from, to - from));
    from = to + 1;
  }
}

class Merging : public Xapian::Compactor {
 public:
  explicit Merging(std::string union_prefix) : union_prefix_(std::move(union_prefix)) {}

  std::string resolve_duplicate_metadata(const std::string &key, size_t count,
                                         const std::string tags[]) override {
    if (key.compare(0, union_prefix_.size(), union_prefix_) != 0) {
      std::string greatest;
      for (size_t i = 0; i < count; i++) greatest = std::max(greatest, tags[i]);
      return greatest;
    }
    std::set<std::string> all;
    for (size_t i = 0; i < count; i++) split(all, tags[i]);
    std::string joined;
    for (const auto &each : all) {
      if (!joined.empty()) joined.push_back('\0');
      joined += each;
    }
    return joined;
  }

 private:
  std::string union_prefix_;
};

template <typename Iterator>
void walk(Iterator term, const Iterator &end, const std::string &prefix,
          mcx_term_callback callback, void *context) {
  for (; term != end; ++term) {
    std::string found = *term;
    if (found.compare(0, prefix.size(), prefix) != 0) break;
    if (!callback(context, octets(found), found.size(), term.get_termfreq())) break;
  }
}

}  // namespace

extern "C" {

mcx_writer *mcx_writer_open(const char *path, bool create, bool sync, mcx_error *error) {
  return guarded_new(error, [&] {
    int flags = create ? Xapian::DB_CREATE_OR_OPEN : Xapian::DB_OPEN;
    if (!sync) flags |= Xapian::DB_NO_SYNC;
    auto writer = std::make_unique<mcx_writer>();
    writer->database = Xapian::WritableDatabase(path, flags | Xapian::DB_BACKEND_GLASS);
    // Always in a transaction, since closing commits what is outside of one.
    writer->database.begin_transaction(false);
    return writer.release();
  });
}

bool mcx_writer_put(mcx_writer *writer, uint32_t document, const uint8_t *records, size_t length,
                    mcx_error *error) {
  return guarded(error, [&] {
    Xapian::Document made;
    apply(made, records, length);
    writer->database.replace_document(document, made);
  });
}

bool mcx_writer_update(mcx_writer *writer, uint32_t document, const uint8_t *records,
                       size_t length, mcx_error *error) {
  return guarded(error, [&] {
    Xapian::Document changed = writer->database.get_document(document);
    apply(changed, records, length);
    writer->database.replace_document(document, changed);
  });
}

bool mcx_writer_delete(mcx_writer *writer, uint32_t document, mcx_error *error) {
  return guarded(error, [&] {
    try {
      writer->database.delete_document(document);
    } catch (const Xapian::DocNotFoundError &) {
      // Gone already, as wanted.
    }
  });
}

bool mcx_writer_set_metadata(mcx_writer *writer, const uint8_t *key, size_t key_length,
                             const uint8_t *value, size_t value_length, mcx_error *error) {
  return guarded(error, [&] {
    writer->database.set_metadata(text(key, key_length), text(value, value_length));
  });
}

bool mcx_writer_commit(mcx_writer *writer, mcx_error *error) {
  return guarded(error, [&] {
    writer->database.commit_transaction();
    writer->database.commit();
    writer->database.begin_transaction(false);
  });
}

void mcx_writer_free(mcx_writer *writer) {
  if (!writer) return;
  guarded(nullptr, [&] { writer->database.cancel_transaction(); });
  guarded(nullptr, [&] { writer->database.close(); });
  delete writer;
}

bool mcx_compact(const char *const *sources, size_t count, const char *target,
                 const char *union_prefix, mcx_error *error) {
  return guarded(error, [&] {
    Xapian::Database database;
    for (size_t i = 0; i < count; i++) database.add_database(Xapian::Database(sources[i]));
    Merging merging(union_prefix);
    database.compact(target,
                     Xapian::DBCOMPACT_NO_RENUMBER | Xapian::DBCOMPACT_MULTIPASS |
                         Xapian::Compactor::FULL,
                     0,
                     merging);
  });
}

bool mcx_exchange(const char *first, const char *second, mcx_error *error) {
  if (renameat2(AT_FDCWD, first, AT_FDCWD, second, RENAME_EXCHANGE) == 0) return true;
  return fail(error, MCX_IO, std::strerror(errno));
}

mcx_database *mcx_database_open(const char *const *paths, size_t count, mcx_error *error) {
  return guarded_new(error, [&] {
    auto made = std::make_unique<mcx_database>();
    for (size_t i = 0; i < count; i++) made->database.add_database(Xapian::Database(paths[i]));
    return made.release();
  });
}

void mcx_database_free(mcx_database *database) { delete database; }

bool mcx_database_reopen(mcx_database *database, mcx_error *error) {
  return guarded(error, [&] { database->database.reopen(); });
}

bool mcx_database_counts(mcx_database *database, uint32_t *documents, uint32_t *last_document,
                         mcx_error *error) {
  return guarded_read(error, database->database, [&] {
    *documents = database->database.get_doccount();
    *last_document = database->database.get_lastdocid();
  });
}

bool mcx_database_metadata(mcx_database *database, const uint8_t *key, size_t key_length,
                           const uint8_t **value, size_t *value_length, mcx_error *error) {
  return guarded_read(error, database->database, [&] {
    database->lent = database->database.get_metadata(text(key, key_length));
    *value = octets(database->lent);
    *value_length = database->lent.size();
  });
}

bool mcx_database_frequency(mcx_database *database, const uint8_t *term, size_t length,
                            uint32_t *documents, mcx_error *error) {
  return guarded_read(error, database->database, [&] {
    *documents = database->database.get_termfreq(text(term, length));
  });
}

bool mcx_database_each_term(mcx_database *database, const uint8_t *prefix, size_t length,
                            mcx_term_callback callback, void *context, mcx_error *error) {
  return guarded(error, [&] {
    std::string wanted = text(prefix, length);
    walk(database->database.allterms_begin(wanted), database->database.allterms_end(wanted),
         wanted, callback, context);
  });
}

bool mcx_database_each_document_term(mcx_database *database, uint32_t document,
                                     const uint8_t *prefix, size_t length,
                                     mcx_term_callback callback, void *context,
                                     mcx_error *error) {
  return guarded(error, [&] {
    std::string wanted = text(prefix, length);
    auto term = database->database.termlist_begin(document);
    auto end = database->database.termlist_end(document);
    if (term != end) term.skip_to(wanted);
    walk(term, end, wanted, callback, context);
  });
}

mcx_query *mcx_query_all(mcx_error *error) {
  return guarded_new(error, [] { return new mcx_query{Xapian::Query::MatchAll}; });
}

mcx_query *mcx_query_none(mcx_error *error) {
  return guarded_new(error, [] { return new mcx_query{Xapian::Query::MatchNothing}; });
}

mcx_query *mcx_query_term(const uint8_t *term, size_t length, mcx_error *error) {
  return guarded_new(error, [&] { return new mcx_query{Xapian::Query(text(term, length))}; });
}

mcx_query *mcx_query_range(uint32_t slot, const uint8_t *low, size_t low_length,
                           const uint8_t *high, size_t high_length, mcx_error *error) {
  return guarded_new(error, [&] {
    using Xapian::Query;
    if (low && high)
      return new mcx_query{
          Query(Query::OP_VALUE_RANGE, slot, text(low, low_length), text(high, high_length))};
    if (low) return new mcx_query{Query(Query::OP_VALUE_GE, slot, text(low, low_length))};
    return new mcx_query{
        Query(Query::OP_VALUE_LE, slot, high ? text(high, high_length) : std::string())};
  });
}

mcx_query *mcx_query_combine(int32_t operation, mcx_query *const *parts, size_t count,
                             uint32_t window, mcx_error *error) {
  return guarded_new(error, [&] {
    static const Xapian::Query::op operations[] = {
        Xapian::Query::OP_AND,  Xapian::Query::OP_OR,      Xapian::Query::OP_AND_NOT,
        Xapian::Query::OP_PHRASE, Xapian::Query::OP_NEAR, Xapian::Query::OP_SYNONYM,
        Xapian::Query::OP_FILTER};
    std::vector<Xapian::Query> queries;
    queries.reserve(count);
    for (size_t i = 0; i < count; i++) queries.push_back(parts[i]->query);
    if (operation < MCX_AND || operation > MCX_FILTER)
      throw Xapian::InvalidArgumentError("unknown query operation");
    return new mcx_query{
        Xapian::Query(operations[operation], queries.begin(), queries.end(), window)};
  });
}

void mcx_query_free(mcx_query *query) { delete query; }

mcx_result *mcx_database_match(mcx_database *database, const mcx_query *query,
                               const mcx_match *match, mcx_error *error) {
  std::unique_ptr<mcx_result> made;
  bool ok = guarded_read(error, database->database, [&] {
    made = std::make_unique<mcx_result>();
    Xapian::Enquire enquire(database->database);
    enquire.set_query(query->query);
    if (match->sort_slot >= 0) {
      enquire.set_weighting_scheme(Xapian::BoolWeight());
      enquire.set_sort_by_value(match->sort_slot, match->descending);
      enquire.set_docid_order(match->descending ? Xapian::Enquire::DESCENDING
                                                : Xapian::Enquire::ASCENDING);
    }
    if (match->collapse_slot >= 0) enquire.set_collapse_key(match->collapse_slot);
    for (size_t i = 0; i < match->facet_count; i++) {
      made->facets.push_back(
          std::make_unique<Xapian::ValueCountMatchSpy>(match->facet_slots[i]));
      enquire.add_matchspy(made->facets.back().get());
    }
    made->matches = enquire.get_mset(match->offset, match->limit, match->check_at_least);
    for (auto hit = made->matches.begin(); hit != made->matches.end(); ++hit) {
      made->documents.push_back(*hit);
      made->weights.push_back(hit.get_weight());
      made->collapsed.push_back(hit.get_collapse_count());
      made->sort_values.push_back(match->sort_slot >= 0 ? hit.get_sort_key() : std::string());
    }
  });
  return ok ? made.release() : nullptr;
}

size_t mcx_result_count(const mcx_result *result) { return result->documents.size(); }

mcx_hit mcx_result_hit(const mcx_result *result, size_t index) {
  if (index >= result->documents.size()) return mcx_hit{};
  const std::string &value = result->sort_values[index];
  return mcx_hit{result->documents[index], result->collapsed[index], result->weights[index],
                 octets(value), value.size()};
}

void mcx_result_total(const mcx_result *result, uint32_t *lower, uint32_t *estimate,
                      uint32_t *upper) {
  *lower = result->matches.get_matches_lower_bound();
  *estimate = result->matches.get_matches_estimated();
  *upper = result->matches.get_matches_upper_bound();
}

bool mcx_result_each_facet(const mcx_result *result, size_t facet, mcx_term_callback callback,
                           void *context, mcx_error *error) {
  return guarded(error, [&] {
    if (facet >= result->facets.size()) return;
    const auto &spy = *result->facets[facet];
    for (auto value = spy.values_begin(); value != spy.values_end(); ++value) {
      std::string found = *value;
      if (!callback(context, octets(found), found.size(), value.get_termfreq())) break;
    }
  });
}

void mcx_result_free(mcx_result *result) { delete result; }

bool mcx_database_value(mcx_database *database, uint32_t document, uint32_t slot,
                        const uint8_t **value, size_t *length, mcx_error *error) {
  return guarded_read(error, database->database, [&] {
    database->lent = database->database.get_document(document).get_value(slot);
    *value = octets(database->lent);
    *length = database->lent.size();
  });
}

mcx_stemmer *mcx_stemmer_new(const char *language, mcx_error *error) {
  return guarded_new(error, [&] { return new mcx_stemmer{Xapian::Stem(language), {}}; });
}

bool mcx_stemmer_stem(mcx_stemmer *stemmer, const uint8_t *word, size_t length,
                      const uint8_t **stem, size_t *stem_length, mcx_error *error) {
  return guarded(error, [&] {
    stemmer->lent = stemmer->stem(text(word, length));
    *stem = octets(stemmer->lent);
    *stem_length = stemmer->lent.size();
  });
}

void mcx_stemmer_free(mcx_stemmer *stemmer) { delete stemmer; }

}  // extern "C"
