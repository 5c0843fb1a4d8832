import Bytes
import Packing

/// What the Cryptographic Message Syntax (RFC 5652) holds that can be read without a key: the content
/// of signed-data, of compressed-data (RFC 3274), and of these inside each other.
package struct CMSContent: Sendable {
  /// By the object identifiers, outermost first.
  enum Layer: Sendable { case signed, compressed, encrypted }

  private(set) var layers: [Layer] = []
  /// Nil if it is encrypted, or absent as in a list of certificates.
  package private(set) var bytes: [UInt8]?
  /// The compressed content is larger than the limit, or damaged: `bytes` is its beginning.
  private(set) var isCut = false

  /// - Parameter inflatable: maximum size of compressed content.
  /// - Returns: nil if the bytes are not CMS.
  package init?(_ source: Span<UInt8>, inflatable: Int) {
    guard let content = Self.content(source) else { return nil }
    var next: (layer: Layer, string: [UInt8]?, inside: Layer?) = content
    while true {
      layers.append(next.layer)
      guard let string = next.string else { return }
      bytes = string
      if next.layer == .compressed {
        let inflated = Inflated(string.span, .zlib, limit: inflatable)
        isCut = inflated.isCut || inflated.isDamaged
        bytes = inflated.bytes
      }
      guard let layer = next.inside, layers.count < Reach.cmsLayers, let outer = bytes else {
        return
      }
      // Inside CMS, only the type of the content is said, and not again in the content.
      bytes = nil
      next = Self.content(ofType: layer, BERReader(outer.indices), outer.span)
    }
  }

  /// The layers, without reading more than their beginnings.
  static func layer(of source: Span<UInt8>) -> Layer? {
    var reader = BERReader(source.indices)
    guard let info = reader.open(BERReader.Tag.sequence, source) else { return nil }
    reader = BERReader(info.content)
    guard let type = reader.open(BERReader.Tag.objectIdentifier, source) else { return nil }
    return layer(type, source)
  }

  /// ContentInfo (section 3): a type, and content of that type in [0].
  private static func content(
    _ source: Span<UInt8>
  ) -> (layer: Layer, string: [UInt8]?, inside: Layer?)? {
    var reader = BERReader(source.indices)
    guard let info = reader.open(BERReader.Tag.sequence, source) else { return nil }
    reader = BERReader(info.content)
    guard let type = reader.open(BERReader.Tag.objectIdentifier, source),
      let layer = layer(type, source)
    else { return nil }
    reader.skip(type, source)
    guard let content = reader.open(BERReader.Tag.context0, source) else {
      return (layer, nil, nil)
    }
    return Self.content(ofType: layer, BERReader(content.content), source)
  }

  /// SignedData (section 5.1) and CompressedData (RFC 3274 section 1.1): a version, algorithms, and
  /// the content with its type (section 5.2).
  private static func content(
    ofType layer: Layer, _ start: BERReader, _ source: Span<UInt8>
  ) -> (layer: Layer, string: [UInt8]?, inside: Layer?) {
    var reader = start
    guard layer != .encrypted, let data = reader.open(BERReader.Tag.sequence, source) else {
      return (layer, nil, nil)
    }
    reader = BERReader(data.content)
    for _ in 0..<2 {
      guard let field = reader.open(source) else { return (layer, nil, nil) }
      reader.skip(field, source)
    }
    guard let capsule = reader.open(BERReader.Tag.sequence, source) else {
      return (layer, nil, nil)
    }
    reader = BERReader(capsule.content)
    guard let type = reader.open(BERReader.Tag.objectIdentifier, source) else {
      return (layer, nil, nil)
    }
    let inside = Self.layer(type, source)
    reader.skip(type, source)
    guard let content = reader.open(BERReader.Tag.context0, source) else {
      return (layer, nil, nil)
    }
    reader = BERReader(content.content)
    guard let value = reader.open(source) else { return (layer, nil, nil) }
    if let string = BERReader.octetString(value, source) { return (layer, string, inside) }
    // PKCS #7 (RFC 2315 section 7) has the inner content as it is.
    return (layer, source.array(content.content), inside)
  }

  private static func layer(_ element: BERReader.Element, _ source: Span<UInt8>) -> Layer? {
    let identifier = source.array(element.content)
    return layers.first { $0.identifier == identifier }?.layer
  }

  /// The types of RFC 5652 (pkcs7), RFC 3274 and RFC 5083 (smime ct).
  private static let layers: [(identifier: [UInt8], layer: Layer)] = {
    let pkcs: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01]
    return [
      (pkcs + [7, 2], .signed), (pkcs + [7, 3], .encrypted), (pkcs + [7, 4], .encrypted),
      (pkcs + [7, 6], .encrypted), (pkcs + [9, 16, 1, 9], .compressed),
      (pkcs + [9, 16, 1, 23], .encrypted),
    ]
  }()
}
