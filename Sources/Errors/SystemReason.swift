import Glibc

/// The system's text for an error number, such as "No such file or directory".
package func systemReason(_ code: Int32) -> String {
  var text = [CChar](repeating: 0, count: 256)
  guard unsafe strerror_r(code, &text, text.count) == 0 else { return "error \(code)" }
  return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}

/// The system's text for this thread's last failed call.
package func systemReason() -> String { systemReason(errno) }
