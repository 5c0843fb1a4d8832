import Archive

/// The user's home directory.
package var homeDirectory: String { ArchiveLocation.home(environment: environmentVariable) }
