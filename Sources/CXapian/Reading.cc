// Reading and matching.
#include <algorithm>
#include <unordered_map>

#include "Internal.hpp"

using namespace mcx;

struct mcx_result {
  struct Hit {
    Xapian::docid document;
    uint32_t more;
    double weight;
    std::string sort_value;
  };
  std::vector<Hit> hits;
  uint32_t lower, estimate, upper;
  std::vector<std::unique_ptr<Xapian::ValueCountMatchSpy>> facets;

  void add(const Xapian::MSetIterator &hit, bool is_sorted) {
    hits.push_back({*hit, 0, hit.get_weight(), is_sorted ? hit.get_sort_key() : std::string()});
  }
};

struct mcx_list {
  std::vector<uint32_t> documents;
};

namespace {

/// A reader that was overtaken by two commits reopens once and asks again.
template <typename Body>
bool guarded_read(mcx_error *error, Xapian::Database &database, Body body) noexcept {
  return guarded(error, [&] {
    Limited time;
    try {
      body();
    } catch (const Xapian::DatabaseModifiedError &) {
      database.reopen();
      body();
    }
  });
}

/// The first of each group, in order. Xapian's own way (a collapse key) takes as long again as the
/// search itself, since it keeps a document of each group all the while. Here so many matches are
/// looked at as are likely to hold enough groups, and more only if they don't.
void match_groups(Xapian::Enquire &enquire, const mcx_match &match, Xapian::doccount documents,
                  mcx_result &result) {
  constexpr uint64_t usual_group = 4, growth = 8;
  Xapian::ValueCountMatchSpy groups(match.group_slot);
  enquire.add_matchspy(&groups);
  const uint64_t wanted = uint64_t(match.offset) + match.limit;
  // Where in the result a group is, from 1; 0: before the offset.
  std::unordered_map<std::string, size_t> places;
  for (uint64_t limit = wanted * usual_group;; limit *= growth) {
    limit = std::min<uint64_t>(limit, documents);
    Xapian::MSet matches = enquire.get_mset(0, limit, documents);
    enquire.clear_matchspies();
    for (auto hit = matches.begin(); hit != matches.end() && places.size() < wanted; ++hit) {
      auto place = places.emplace(hit.get_document().get_value(match.group_slot), 0);
      if (!place.second || places.size() <= match.offset) continue;
      result.add(hit, match.sort_slot >= 0);
      place.first->second = result.hits.size();
    }
    if (places.size() >= wanted || matches.size() < limit || limit >= documents) break;
    places.clear();
    result.hits.clear();
  }
  uint32_t count = 0;
  for (auto group = groups.values_begin(); group != groups.values_end(); ++group, ++count) {
    auto place = places.find(*group);
    if (place == places.end() || place->second == 0) continue;
    result.hits[place->second - 1].more = group.get_termfreq() - 1;
  }
  result.lower = result.estimate = result.upper = count;
}

void match_all(Xapian::Enquire &enquire, const mcx_match &match, mcx_result &result) {
  Xapian::MSet matches = enquire.get_mset(match.offset, match.limit, match.check_at_least);
  for (auto hit = matches.begin(); hit != matches.end(); ++hit) {
    result.add(hit, match.sort_slot >= 0);
  }
  result.lower = matches.get_matches_lower_bound();
  result.estimate = matches.get_matches_estimated();
  result.upper = matches.get_matches_upper_bound();
}

/// Notes what matches. To keep each match in its place in an order, as Xapian does, takes most of the time
/// and memory of a long list.
class Collector : public Xapian::MatchSpy {
 public:
  void operator()(const Xapian::Document &document, double) override {
    documents.push_back(document.get_docid());
  }

  std::vector<Xapian::docid> documents;
};

/// A value of at most 7 bytes as a number that sorts as the value does.
uint64_t sort_key(const std::string &value) {
  if (value.size() > 7) throw Xapian::InvalidArgumentError("a value is too long to sort by");
  uint64_t key = 0;
  for (size_t i = 0; i < 7; i++) key = key << 8 | (i < value.size() ? uint8_t(value[i]) : 0);
  return key << 8 | value.size();
}

/// Sorts documents, which are ascending, by their values in a slot, and those with the same by their
/// numbers.
void sort_by_value(const Xapian::Database &database, Xapian::valueno slot, bool descending,
                   std::vector<Xapian::docid> &documents) {
  std::vector<std::pair<uint64_t, Xapian::docid>> keyed;
  keyed.reserve(documents.size());
  auto value = database.valuestream_begin(slot);
  auto end = database.valuestream_end(slot);
  for (Xapian::docid document : documents) {
    if (value != end) value.skip_to(document);
    const bool has_one = value != end && value.get_docid() == document;
    keyed.emplace_back(has_one ? sort_key(*value) : 0, document);
  }
  std::sort(keyed.begin(), keyed.end());
  if (descending) std::reverse(keyed.begin(), keyed.end());
  for (size_t i = 0; i < keyed.size(); i++) documents[i] = keyed[i].second;
}

template <typename Iterator>
void walk(Iterator term, const Iterator &end, const std::string &prefix,
          mcx_term_callback callback, void *context) {
  for (; term != end; ++term) {
    std::string found = *term;
    if (found.compare(0, prefix.size(), prefix) != 0) break;
    if (!callback(context, bytes(found), found.size(), term.get_termfreq())) break;
  }
}

}  // namespace

extern "C" {

mcx_database *mcx_database_open(const char *path, mcx_error *error) {
  return guarded_new(error, [&] {
    auto made = std::make_unique<mcx_database>();
    made->database = Xapian::Database(path);
    return made.release();
  });
}

mcx_database *mcx_database_join(mcx_database *const *members, size_t count, mcx_error *error) {
  return guarded_new(error, [&] {
    auto made = std::make_unique<mcx_database>();
    for (size_t i = 0; i < count; i++) {
      made->database.add_database(members[i]->database);
      made->members.push_back(members[i]->database);
    }
    return made.release();
  });
}

void mcx_database_free(mcx_database *database) {
  Inside here;
  delete database;
}

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
    *value = bytes(database->lent);
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
                            const uint8_t *first, size_t first_length,
                            mcx_term_callback callback, void *context, mcx_error *error) {
  return guarded(error, [&] {
    std::string wanted = text(prefix, length);
    auto term = database->database.allterms_begin(wanted);
    auto end = database->database.allterms_end(wanted);
    if (first_length > 0 && term != end) term.skip_to(text(first, first_length));
    walk(term, end, wanted, callback, context);
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
    } else if (match->limit == 0) {
      // What is only counted needs no rank.
      enquire.set_weighting_scheme(Xapian::BoolWeight());
      enquire.set_docid_order(Xapian::Enquire::DONT_CARE);
    }
    for (size_t i = 0; i < match->facet_count; i++) {
      made->facets.push_back(
          std::make_unique<Xapian::ValueCountMatchSpy>(match->facet_slots[i]));
      enquire.add_matchspy(made->facets.back().get());
    }
    if (match->group_slot >= 0) {
      match_groups(enquire, *match, database->database.get_doccount(), *made);
    } else {
      match_all(enquire, *match, *made);
    }
  });
  return ok ? made.release() : nullptr;
}

mcx_list *mcx_database_list(mcx_database *database, const mcx_query *query, uint32_t sort_slot,
                            bool descending, mcx_error *error) {
  std::unique_ptr<mcx_list> made;
  bool ok = guarded_read(error, database->database, [&] {
    made = std::make_unique<mcx_list>();
    Collector collector;
    Xapian::Enquire enquire(database->database);
    enquire.set_query(query->query);
    enquire.set_weighting_scheme(Xapian::BoolWeight());
    enquire.add_matchspy(&collector);
    enquire.get_mset(0, 0, database->database.get_doccount());
    made->documents = std::move(collector.documents);
    std::sort(made->documents.begin(), made->documents.end());
    sort_by_value(database->database, sort_slot, descending, made->documents);
  });
  return ok ? made.release() : nullptr;
}

const uint32_t *mcx_list_documents(const mcx_list *list, size_t *count) {
  *count = list->documents.size();
  return list->documents.data();
}

void mcx_list_free(mcx_list *list) { delete list; }

bool mcx_database_count_values(mcx_database *database, uint32_t slot, mcx_term_callback callback,
                               void *context, mcx_error *error) {
  std::unordered_map<std::string, uint32_t> counts;
  bool ok = guarded_read(error, database->database, [&] {
    counts.clear();
    // Neighbours often have the same.
    std::string latest;
    uint32_t *count = nullptr;
    auto end = database->database.valuestream_end(slot);
    for (auto value = database->database.valuestream_begin(slot); value != end; ++value) {
      std::string held = *value;
      if (!count || held != latest) {
        count = &counts[held];
        latest = std::move(held);
      }
      ++*count;
    }
  });
  return ok && guarded(error, [&] {
           for (const auto &[value, count] : counts)
             if (!callback(context, bytes(value), value.size(), count)) break;
         });
}

size_t mcx_result_count(const mcx_result *result) { return result->hits.size(); }

mcx_hit mcx_result_hit(const mcx_result *result, size_t index) {
  if (index >= result->hits.size()) return mcx_hit{};
  const auto &hit = result->hits[index];
  return mcx_hit{hit.document, hit.more, hit.weight, bytes(hit.sort_value),
                 hit.sort_value.size()};
}

void mcx_result_total(const mcx_result *result, uint32_t *lower, uint32_t *estimate,
                      uint32_t *upper) {
  *lower = result->lower;
  *estimate = result->estimate;
  *upper = result->upper;
}

bool mcx_result_each_facet(const mcx_result *result, size_t facet, mcx_term_callback callback,
                           void *context, mcx_error *error) {
  return guarded(error, [&] {
    if (facet >= result->facets.size()) return;
    const auto &spy = *result->facets[facet];
    for (auto value = spy.values_begin(); value != spy.values_end(); ++value) {
      std::string found = *value;
      if (!callback(context, bytes(found), found.size(), value.get_termfreq())) break;
    }
  });
}

void mcx_result_free(mcx_result *result) {
  Inside here;
  delete result;
}

bool mcx_database_value(mcx_database *database, uint32_t document, uint32_t slot,
                        const uint8_t **value, size_t *length, mcx_error *error) {
  return guarded_read(error, database->database, [&] {
    database->lent = database->database.get_document(document).get_value(slot);
    *value = bytes(database->lent);
    *length = database->lent.size();
  });
}

bool mcx_database_positions(mcx_database *database, uint32_t document, const uint8_t **positions,
                            size_t *length, mcx_error *error) {
  return guarded_read(error, database->database, [&] {
    const auto &members = database->members;
    size_t count = members.size();
    database->lent =
        count == 0 ? database->database.get_metadata(positions_key(document))
                   : members[(document - 1) % count].get_metadata(
                         positions_key((document - 1) / static_cast<uint32_t>(count) + 1));
    *positions = bytes(database->lent);
    *length = database->lent.size();
  });
}

}  // extern "C"
