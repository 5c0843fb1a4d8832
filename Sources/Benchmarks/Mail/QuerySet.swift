/// Queries of all kinds: rare and common words, phrases, ranges, wildcards, sender and date,
/// threads; in the syntax of each program.
enum QuerySet {
  struct Query {
    let ours: String
    /// Nil if notmuch uses the same syntax.
    var notmuch: String?
    var mu: String?
    var threads = false

    func spelled(for peer: MailIndexer) -> String {
      switch peer.name {
      case "notmuch": notmuch ?? ours
      case "mu": mu ?? ours
      default: ours
      }
    }

    func invocation(of archive: Mailcask) -> Invocation {
      archive.invocation(
        "search", (threads ? ["--threads"] : []) + ["--limit", "50", "--", ours])
    }
  }

  static func ofCorpus(made: Bool) -> [Query] { made ? ofMadeMail : ofMailingLists }

  /// Words that public mailing lists use.
  private static let ofMailingLists: [Query] = [
    Query(ours: "lighthouse"), Query(ours: "patch"), Query(ours: "the"),
    Query(ours: "linux kernel"), Query(ours: "\"bug fix\""), Query(ours: "\"in the\""),
    Query(ours: "inv*"), Query(ours: "comp*"), Query(ours: "from:torvalds"),
    Query(ours: "subject:bug"), Query(ours: "subject:\"man page\""),
    Query(ours: "date:2019..2021"),
    Query(ours: "date:2020-03", notmuch: "date:2020-03..2020-03", mu: "date:20200301..20200331"),
    Query(ours: "from:alejandro patch"), Query(ours: "from:alejandro date:2022..2023"),
    Query(ours: "memory NOT leak"), Query(ours: "config OR setup"),
    Query(ours: "has:attachment", notmuch: "tag:attachment", mu: "flag:attach"),
    Query(ours: "size:>100k", notmuch: "attachment:pdf", mu: "size:100k..100M"),
    Query(ours: "to:debian"), Query(ours: "debian release"), Query(ours: "1.2.3"),
    Query(ours: "example.com"), Query(ours: "patch", threads: true),
    Query(ours: "from:alejandro", threads: true),
  ]

  /// Words of `Vocabulary`, from the commonest to the rarest.
  private static let ofMadeMail: [Query] = {
    let words = Vocabulary().words
    return [
      Query(ours: words[0]), Query(ours: words[40]), Query(ours: words[800]),
      Query(ours: words[9_000]), Query(ours: words[50_000]),
      Query(ours: "\(words[0]) \(words[1])"), Query(ours: "\(words[30]) \(words[900])"),
      Query(ours: "\"\(words[0]) \(words[1])\""), Query(ours: "\"\(words[30]) \(words[60])\""),
      Query(ours: "\"\(words[300]) \(words[2])\""), Query(ours: "\(words[200])*"),
      Query(ours: "\(words[7_000])*"), Query(ours: "from:\(words[500])"),
      Query(ours: "from:\(words[600])"), Query(ours: "subject:\(words[5])"),
      Query(ours: "subject:\(words[3_000])"), Query(ours: "date:2005..2006"),
      Query(ours: "date:2005-03", notmuch: "date:2005-03..2005-03", mu: "date:20050301..20050331"),
      Query(ours: "from:\(words[501]) \(words[3])"),
      Query(ours: "from:\(words[502]) date:2005..2006"),
      Query(ours: "\(words[100]) NOT \(words[0])"),
      Query(ours: "\(words[1_000]) OR \(words[2_000])"),
      Query(ours: "has:attachment", notmuch: "tag:attachment", mu: "flag:attach"),
      Query(ours: words[700], threads: true), Query(ours: "from:\(words[510])", threads: true),
    ]
  }()
}
