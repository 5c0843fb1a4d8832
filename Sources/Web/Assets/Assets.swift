import Bytes
import Digests
import HTTPServing
import Packing

/// The style sheet and the script, under names with their digest: a browser may keep them for ever.
///
/// Nothing else is compressed. A page holds the form's token beside text that anybody can send by mail, and
/// the length of the two compressed together would say how much they have in common (the BREACH attack),
/// to whoever sees the lengths of what goes through a tunnel. On this machine, bytes cost nothing.
struct Assets: Sendable {
  struct File: Sendable {
    let path: String
    let type: String
    let bytes: [UInt8]
    /// Nil if memory is short.
    let packed: [UInt8]?
  }

  let style: File
  let script: File

  init() throws {
    style = try Self.file("web", "css", "text/css; charset=utf-8", PackageResources.web_css)
    script = try Self.file("web", "js", "text/javascript; charset=utf-8", PackageResources.web_js)
  }

  private static func file(
    _ name: String, _ suffix: String, _ type: String, _ bytes: [UInt8]
  ) throws -> File {
    let digest = try SHA256Digest(of: bytes).hex.prefix(12)
    return File(
      path: "/a/\(name)-\(digest).\(suffix)", type: type, bytes: bytes, packed: packed(bytes))
  }

  private static func packed(_ bytes: [UInt8]) -> [UInt8]? {
    var packed: [UInt8] = []
    let isDone = Deflater(.gzip, chunk: bytes.count)?.compress(bytes.span, .finish) { piece in
      packed += piece.indices.map { piece[$0] }
    }
    return isDone == true ? packed : nil
  }

  func response(to name: String, takesGzip: Bool) -> Response? {
    guard let file = [style, script].first(where: { $0.path == "/a/\(name)" }) else { return nil }
    let packed = takesGzip ? file.packed : nil
    var response = Response(200, file.type, .bytes(packed ?? file.bytes))
    response.add(.asset)
    response.headers.append(("Vary", "Accept-Encoding"))
    if packed != nil { response.headers.append(("Content-Encoding", "gzip")) }
    return response
  }
}
