import Archive

/// How far a long operation is, on one line of the terminal; nothing where errors go elsewhere.
func showProgress(_ progress: KeepingProgress) {
  guard Console.errorIsTerminal else { return }
  let percent = progress.total > 0 ? progress.done * 100 / progress.total : 0
  let isLast = progress.done >= progress.total
  // ESC [ K clears the rest of the line.
  Console.showOnTerminal("\r\(progress.step) \(percent) %\u{1B}[K\(isLast ? "\r\u{1B}[K" : "")")
}
