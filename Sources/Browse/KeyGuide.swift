/// The keys of `browse`, for the manual: from the same table as the keys themselves and the help on
/// the screen.
package enum KeyGuide {
  package static var sections: [(heading: String, keys: [(keys: String, meaning: String)])] {
    BrowseContext.allCases.map { context in
      (
        "\(context)",
        Keymap.bindings(context).map { ($0.keysInWords, $0.help) }
      )
    }
  }
}
