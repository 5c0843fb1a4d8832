// Queries, and the stemmers that their words go through.
#include <algorithm>

#include "Internal.hpp"

using namespace mcx;

struct mcx_stemmer {
  Xapian::Stem stem;
  std::string lent;
};

struct mcx_candidate {
  const Xapian::Database &database;
  Xapian::docid document;
};

namespace {

/// What the caller has given to look at positions with, shared by all copies of a query.
struct Check {
  Check(mcx_position_check holds, void *context, void (*release)(void *))
      : holds(holds), context(context), release(release) {}
  ~Check() { release(context); }
  const mcx_position_check holds;
  void *const context;
  void (*const release)(void *);
};

/// All documents whose positions a check holds for. It claims to have as many as there are, so
/// that Xapian asks it last, and only about documents that everything else has matched.
class PositionSource : public Xapian::PostingSource {
 public:
  explicit PositionSource(std::shared_ptr<Check> check) : check_(std::move(check)) {}

  Xapian::PostingSource *clone() const override { return new PositionSource(check_); }

  void init(const Xapian::Database &database) override {
    database_ = database;
    last_ = database.get_lastdocid();
    at_ = 0;
  }

  Xapian::doccount get_termfreq_min() const override { return 0; }
  Xapian::doccount get_termfreq_est() const override { return database_.get_doccount(); }
  Xapian::doccount get_termfreq_max() const override { return database_.get_doccount(); }
  Xapian::docid get_docid() const override { return at_; }
  bool at_end() const override { return at_ > last_; }

  void next(double) override {
    do {
      ++at_;
    } while (at_ <= last_ && !holds());
  }

  void skip_to(Xapian::docid document, double) override {
    if (document <= at_) return;
    at_ = document - 1;
    next(0);
  }

  bool check(Xapian::docid document, double) override {
    if (document < at_) return true;
    at_ = document;
    return holds();
  }

 private:
  bool holds() const {
    std::string positions = database_.get_metadata(positions_key(at_));
    if (positions.empty()) return false;
    mcx_candidate candidate{database_, at_};
    switch (check_->holds(check_->context, bytes(positions), positions.size(), &candidate)) {
      case MCX_DOES_NOT_HOLD: return false;
      case MCX_HOLDS: return true;
      case MCX_POSITIONS_DAMAGED: break;
    }
    throw Xapian::DatabaseCorruptError("the places of words in document " + std::to_string(at_) +
                                       " are damaged");
  }

  std::shared_ptr<Check> check_;
  Xapian::Database database_;
  Xapian::docid at_ = 0, last_ = 0;
};

/// All documents with a value in a range. Like `PositionSource` it claims to have as many as there
/// are: Xapian's own range may be asked first, and then reads the values of all documents.
class RangeSource : public Xapian::PostingSource {
 public:
  RangeSource(Xapian::valueno slot, std::string low, std::string high)
      : slot_(slot), low_(std::move(low)), high_(std::move(high)) {}

  Xapian::PostingSource *clone() const override { return new RangeSource(slot_, low_, high_); }

  void init(const Xapian::Database &database) override {
    values_ = database.valuestream_begin(slot_);
    end_ = database.valuestream_end(slot_);
    documents_ = database.get_doccount();
    has_begun_ = false;
  }

  Xapian::doccount get_termfreq_min() const override { return 0; }
  Xapian::doccount get_termfreq_est() const override { return documents_; }
  Xapian::doccount get_termfreq_max() const override { return documents_; }
  Xapian::docid get_docid() const override { return values_.get_docid(); }
  bool at_end() const override { return values_ == end_; }

  void next(double) override {
    if (has_begun_) ++values_;
    has_begun_ = true;
    while (values_ != end_ && !holds()) ++values_;
  }

  void skip_to(Xapian::docid document, double) override {
    has_begun_ = true;
    if (values_ != end_) values_.skip_to(document);
    while (values_ != end_ && !holds()) ++values_;
  }

  bool check(Xapian::docid document, double) override {
    has_begun_ = true;
    if (values_ != end_) values_.skip_to(document);
    return values_ == end_ || (values_.get_docid() == document && holds());
  }

 private:
  bool holds() const {
    const std::string value = *values_;
    return low_ <= value && value <= high_;
  }

  const Xapian::valueno slot_;
  const std::string low_, high_;
  Xapian::ValueIterator values_, end_;
  Xapian::doccount documents_ = 0;
  bool has_begun_ = false;
};

/// Terms, and which documents of a database have any of them, shared by all copies of a query: Xapian
/// copies it for each match.
class TermUnion {
 public:
  static constexpr Xapian::docid end = ~Xapian::docid{0};

  struct Documents {
    std::vector<uint64_t> bits;
    Xapian::doccount count = 0;

    bool has(Xapian::docid document) const {
      size_t word = document / 64;
      return word < bits.size() && bits[word] >> document % 64 & 1;
    }

    /// The first at or after `document`, or `end`.
    Xapian::docid from(Xapian::docid document) const {
      size_t word = document / 64;
      if (word >= bits.size()) return end;
      uint64_t rest = bits[word] & ~uint64_t{0} << document % 64;
      while (rest == 0)
        if (++word == bits.size()) return end;
        else rest = bits[word];
      return static_cast<Xapian::docid>(word * 64 + __builtin_ctzll(rest));
    }
  };

  explicit TermUnion(std::vector<std::string> terms) : terms_(std::move(terms)) {
    std::sort(terms_.begin(), terms_.end());
  }

  std::shared_ptr<const Documents> documents(const Xapian::Database &database) {
    // Those of a joined database have ids of their own.
    std::string key = database.get_uuid() + "/" + std::to_string(database.get_revision());
    for (const auto &[known, documents] : known_)
      if (known == key) return documents;
    auto made = std::make_shared<Documents>();
    made->bits.resize(database.get_lastdocid() / 64 + 1);
    for (const auto &term : terms_) {
      auto last = database.postlist_end(term);
      for (auto at = database.postlist_begin(term); at != last; ++at) {
        if (*at / 64 >= made->bits.size())
          throw Xapian::DatabaseCorruptError("a word is in a document that is not there");
        made->bits[*at / 64] |= uint64_t{1} << *at % 64;
      }
    }
    for (uint64_t word : made->bits) made->count += __builtin_popcountll(word);
    known_.emplace_back(std::move(key), made);
    return made;
  }

 private:
  std::vector<std::string> terms_;
  std::vector<std::pair<std::string, std::shared_ptr<const Documents>>> known_;
};

/// The documents of a list, ascending.
class DocumentSource : public Xapian::PostingSource {
 public:
  explicit DocumentSource(std::shared_ptr<const std::vector<uint32_t>> documents)
      : documents_(std::move(documents)) {}

  Xapian::PostingSource *clone() const override { return new DocumentSource(documents_); }
  void init(const Xapian::Database &) override { at_ = -1; }

  Xapian::doccount get_termfreq_min() const override { return 0; }
  Xapian::doccount get_termfreq_est() const override { return documents_->size(); }
  Xapian::doccount get_termfreq_max() const override { return documents_->size(); }
  Xapian::docid get_docid() const override { return (*documents_)[at_]; }
  bool at_end() const override { return at_ >= static_cast<ptrdiff_t>(documents_->size()); }
  void next(double) override { ++at_; }

  void skip_to(Xapian::docid document, double) override {
    auto from = documents_->begin() + std::max<ptrdiff_t>(at_, 0);
    at_ = std::lower_bound(from, documents_->end(), document) - documents_->begin();
  }

 private:
  std::shared_ptr<const std::vector<uint32_t>> documents_;
  ptrdiff_t at_ = -1;
};

/// All documents but those of a list, ascending. Like `PositionSource` it is asked about what everything
/// else has matched, and before that one.
class OthersSource : public Xapian::PostingSource {
 public:
  explicit OthersSource(std::shared_ptr<const std::vector<uint32_t>> excluded)
      : excluded_(std::move(excluded)) {}

  Xapian::PostingSource *clone() const override { return new OthersSource(excluded_); }

  void init(const Xapian::Database &database) override {
    last_ = database.get_lastdocid();
    documents_ = database.get_doccount();
    at_ = 0;
  }

  Xapian::doccount get_termfreq_min() const override { return 0; }
  Xapian::doccount get_termfreq_est() const override { return documents_ - (documents_ > 0); }
  Xapian::doccount get_termfreq_max() const override { return documents_; }
  Xapian::docid get_docid() const override { return at_; }
  bool at_end() const override { return at_ > last_; }

  void next(double) override {
    do {
      ++at_;
    } while (at_ <= last_ && is_excluded());
  }

  void skip_to(Xapian::docid document, double) override {
    if (document <= at_) return;
    at_ = document - 1;
    next(0);
  }

  bool check(Xapian::docid document, double) override {
    if (document < at_) return true;
    at_ = document;
    return !is_excluded();
  }

 private:
  bool is_excluded() const {
    return std::binary_search(excluded_->begin(), excluded_->end(), at_);
  }

  std::shared_ptr<const std::vector<uint32_t>> excluded_;
  Xapian::docid at_ = 0, last_ = 0;
  Xapian::doccount documents_ = 0;
};

/// The documents that have any of many terms, as one bit each. What Xapian makes of as many queries keeps
/// all of their lists open, and compares their heads for each document.
class UnionSource : public Xapian::PostingSource {
 public:
  explicit UnionSource(std::shared_ptr<TermUnion> terms) : terms_(std::move(terms)) {}

  Xapian::PostingSource *clone() const override { return new UnionSource(terms_); }

  void init(const Xapian::Database &database) override {
    found_ = terms_->documents(database);
    at_ = 0;
  }

  Xapian::doccount get_termfreq_min() const override { return found_->count; }
  Xapian::doccount get_termfreq_est() const override { return found_->count; }
  Xapian::doccount get_termfreq_max() const override { return found_->count; }
  Xapian::docid get_docid() const override { return at_; }
  bool at_end() const override { return at_ == end; }
  void next(double) override { at_ = found_->from(at_ + 1); }

  void skip_to(Xapian::docid document, double) override {
    if (document > at_) at_ = found_->from(document);
  }

  bool check(Xapian::docid document, double) override {
    if (document <= at_) return true;
    if (!found_->has(document)) return false;
    at_ = document;
    return true;
  }

 private:
  static constexpr Xapian::docid end = TermUnion::end;
  std::shared_ptr<TermUnion> terms_;
  std::shared_ptr<const TermUnion::Documents> found_;
  Xapian::docid at_ = 0;
};

}  // namespace

extern "C" {

mcx_query *mcx_query_all(mcx_error *error) {
  // Not `MatchAll`: threads would share it, and Xapian counts references without atomics.
  return guarded_new(error, [] { return new mcx_query{Xapian::Query(std::string())}; });
}

mcx_query *mcx_query_none(mcx_error *error) {
  return guarded_new(error, [] { return new mcx_query{Xapian::Query::MatchNothing}; });
}

mcx_query *mcx_query_term(const uint8_t *term, size_t length, mcx_error *error) {
  return guarded_new(error, [&] { return new mcx_query{Xapian::Query(text(term, length))}; });
}

mcx_query *mcx_query_documents(const uint32_t *documents, size_t count, mcx_error *error) {
  return guarded_new(error, [&] {
    auto list = std::make_shared<const std::vector<uint32_t>>(documents, documents + count);
    return new mcx_query{Xapian::Query((new DocumentSource(list))->release())};
  });
}

mcx_query *mcx_query_others(const uint32_t *documents, size_t count, mcx_error *error) {
  return guarded_new(error, [&] {
    auto list = std::make_shared<const std::vector<uint32_t>>(documents, documents + count);
    return new mcx_query{Xapian::Query((new OthersSource(list))->release())};
  });
}

mcx_query *mcx_query_union(const uint8_t *terms, const size_t *lengths, size_t count,
                           mcx_error *error) {
  return guarded_new(error, [&] {
    std::vector<std::string> list;
    list.reserve(count);
    for (size_t i = 0; i < count; terms += lengths[i++]) list.push_back(text(terms, lengths[i]));
    auto shared = std::make_shared<TermUnion>(std::move(list));
    return new mcx_query{Xapian::Query((new UnionSource(shared))->release())};
  });
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

mcx_query *mcx_query_in_range(uint32_t slot, const uint8_t *low, size_t low_length,
                              const uint8_t *high, size_t high_length, mcx_error *error) {
  return guarded_new(error, [&] {
    auto *source = new RangeSource(slot, text(low, low_length), text(high, high_length));
    return new mcx_query{Xapian::Query(source->release())};
  });
}

mcx_query *mcx_query_combine(int32_t operation, mcx_query *const *parts, size_t count,
                             mcx_error *error) {
  return guarded_new(error, [&] {
    static const Xapian::Query::op operations[] = {
        Xapian::Query::OP_AND, Xapian::Query::OP_OR, Xapian::Query::OP_AND_NOT,
        Xapian::Query::OP_SYNONYM, Xapian::Query::OP_FILTER};
    std::vector<Xapian::Query> queries;
    queries.reserve(count);
    for (size_t i = 0; i < count; i++) queries.push_back(parts[i]->query);
    if (operation < MCX_AND || operation > MCX_FILTER)
      throw Xapian::InvalidArgumentError("unknown query operation");
    return new mcx_query{Xapian::Query(operations[operation], queries.begin(), queries.end())};
  });
}

mcx_query *mcx_query_weighted(const mcx_query *query, double factor, mcx_error *error) {
  return guarded_new(error, [&] { return new mcx_query{Xapian::Query(factor, query->query)}; });
}

void mcx_query_free(mcx_query *query) {
  Inside here;
  delete query;
}

mcx_query *mcx_query_checked(const mcx_query *query, mcx_position_check holds, void *context,
                             void (*release)(void *), mcx_error *error) {
  std::shared_ptr<Check> check;
  if (!guarded(error, [&] { check = std::make_shared<Check>(holds, context, release); })) {
    release(context);
    return nullptr;
  }
  return guarded_new(error, [&] {
    Xapian::PostingSource *source = (new PositionSource(check))->release();
    return new mcx_query{
        Xapian::Query(Xapian::Query::OP_FILTER, query->query, Xapian::Query(source))};
  });
}

bool mcx_candidate_has(const mcx_candidate *candidate, const uint8_t *term, size_t length) {
  bool found = false;
  guarded(nullptr, [&] {
    std::string wanted = text(term, length);
    auto terms = candidate->database.termlist_begin(candidate->document);
    auto end = candidate->database.termlist_end(candidate->document);
    if (terms == end) return;
    terms.skip_to(wanted);
    found = terms != end && *terms == wanted;
  });
  return found;
}

mcx_stemmer *mcx_stemmer_new(const char *language, mcx_error *error) {
  return guarded_new(error, [&] { return new mcx_stemmer{Xapian::Stem(language), {}}; });
}

bool mcx_stemmer_stem(mcx_stemmer *stemmer, const uint8_t *word, size_t length,
                      const uint8_t **stem, size_t *stem_length, mcx_error *error) {
  return guarded(error, [&] {
    stemmer->lent = stemmer->stem(text(word, length));
    *stem = bytes(stemmer->lent);
    *stem_length = stemmer->lent.size();
  });
}

void mcx_stemmer_free(mcx_stemmer *stemmer) { delete stemmer; }

}  // extern "C"
