import Browse

extension Topic {
  /// The keys of `browse`, from its own table.
  static var keys: Topic {
    Topic(
      name: "keys", page: ("mailcask-keys", 7), abstract: "The keys of mailcask browse.",
      blocks: [
        .paragraph(
          """
          The keys are those of mutt and aerc. browse follows the window's size, obeys NO_COLOR, and \
          changes nothing but tags.
          """)
      ]
        + KeyGuide.sections.flatMap { section in
          [
            .heading("In the \(section.heading)"),
            .terms(section.keys.map { ($0.keys, $0.meaning) }),
          ]
        })
  }
}
