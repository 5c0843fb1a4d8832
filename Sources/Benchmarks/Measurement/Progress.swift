import Foundation

/// A word on what is being done, for who waits.
func progress(_ text: String) {
  FileHandle.standardError.write(Data((text + "\n").utf8))
}
