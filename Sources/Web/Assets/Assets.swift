import Bytes
import Digests

/// The style sheet and the script, under names with their digest: a browser may keep them for ever.
struct Assets: Sendable {
  struct File: Sendable {
    let path: String
    let type: String
    let bytes: [UInt8]
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
    return File(path: "/a/\(name)-\(digest).\(suffix)", type: type, bytes: bytes)
  }

  func response(to name: String) -> Response? {
    guard let file = [style, script].first(where: { $0.path == "/a/\(name)" }) else { return nil }
    var response = Response(200, file.type, .bytes(file.bytes))
    response.add(.asset)
    return response
  }
}
