extension Topic {
  /// Exit statuses and the kinds of errors.
  static var errors: Topic {
    Topic(
      name: "errors", page: ("mailcask-errors", 7),
      abstract: "Exit statuses, and what to do about each kind of error.",
      blocks: [
        .heading("Exit status"),
        .terms([
          ("0", "Success. A closed pipe (mailcask search … | head) is not an error."),
          ("1", "Nothing was found, or a part failed: an account, a file, a message."),
          ("2", "Wrong use: arguments, a query, the settings, no archive, no permission."),
        ]),
        .heading("Errors"),
        .paragraph(
          "Each is one line on standard error: what failed, where, why, and what to do next."),
        .terms(
          ErrorSituation.all.map {
            ("\($0.when) (\($0.status))", "\"\($0.says)\". \($0.remedy)")
          }),
      ])
  }
}
