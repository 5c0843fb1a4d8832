import NIOCore

/// How far a connection is with its request, and until when it must be further. Used on the
/// connection's event loop only.
final class ConnectionState {
  enum Phase { case waiting, header, body, answering, closing }

  private(set) var phase = Phase.waiting
  /// Bytes of the present header.
  var headerBytes = 0
  private var deadline: Scheduled<Void>?

  /// - Parameter channel: is closed if the next phase does not come in time.
  func enter(_ phase: Phase, _ channel: any Channel, within seconds: Int64? = nil) {
    self.phase = phase
    if phase == .header || phase == .waiting { headerBytes = 0 }
    deadline?.cancel()
    deadline = seconds.map { seconds in
      channel.eventLoop.scheduleTask(in: .seconds(seconds)) { channel.close(promise: nil) }
    }
  }

  func end() {
    phase = .closing
    deadline?.cancel()
    deadline = nil
  }
}

/// Stands before the HTTP parser: bounds the size of a header and the time it may take.
final class HeaderGate: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  private let state: ConnectionState

  init(_ state: ConnectionState) { self.state = state }

  func channelActive(context: ChannelHandlerContext) {
    state.enter(.waiting, context.channel, within: Limits.headerSeconds)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    state.end()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var buffer = unwrapInboundIn(data)
    while buffer.readableBytes > 0 {
      switch state.phase {
      case .waiting: state.enter(.header, context.channel, within: Limits.headerSeconds)
      case .header:
        // In pieces, so that the body behind a header does not count.
        let room = min(buffer.readableBytes, Limits.headerBytes - state.headerBytes)
        guard room > 0, let piece = buffer.readSlice(length: room) else { return refuse(context) }
        state.headerBytes += room
        context.fireChannelRead(wrapInboundOut(piece))
      case .body, .answering: return context.fireChannelRead(wrapInboundOut(buffer))
      case .closing: return
      }
    }
  }

  private func refuse(_ context: ChannelHandlerContext) {
    state.enter(.closing, context.channel, within: Limits.headerSeconds)
    let answer = context.channel.allocator.buffer(
      string: "HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\n"
        + "Content-Length: 0\r\n\r\n")
    let channel = context.channel
    context.writeAndFlush(NIOAny(answer)).whenComplete { _ in channel.close(promise: nil) }
  }
}
