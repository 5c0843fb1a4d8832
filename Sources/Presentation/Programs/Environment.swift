import Archive

/// The user's own directory.
package var homeDirectory: String { ArchiveLocation.home(environment: environmentVariable) }
