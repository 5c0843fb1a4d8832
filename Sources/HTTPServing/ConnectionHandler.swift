import NIOCore
import NIOHTTP1

/// Collects a request, has it answered by a worker, and sends the answer. One request at a time: a
/// client that sends the next before the answer is disconnected after it.
final class ConnectionHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let state: ConnectionState
  private let pool: WorkerPool
  private let application: Application
  private var head: HTTPRequestHead?
  private var body = ByteBuffer()
  private var keepsAlive = true
  private var context: ChannelHandlerContext?
  private var peer: Peer?
  private var upload: Upload?
  /// Pieces of the upload that are not written yet.
  private var piecesAhead = 0

  init(_ state: ConnectionState, _ pool: WorkerPool, _ application: Application) {
    self.state = state
    self.pool = pool
    self.application = application
  }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }
  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      guard state.phase == .header else {
        keepsAlive = false
        return
      }
      self.head = head
      body.clear()
      keepsAlive = head.isKeepAlive
      upload = nil
      state.enter(.body, context.channel, within: Limits.bodySeconds)
      if let status = Self.objection(to: head) { return refuse(status) }
      if Self.hasFiles(head) { beginUpload(head, context) }
    case .body(let piece):
      guard state.phase == .body else { return }
      if let upload { return take(piece, upload, context) }
      guard body.readableBytes + piece.readableBytes <= Limits.formBytes else { return refuse(413) }
      body.writeImmutableBuffer(piece)
    case .end:
      guard state.phase == .body, let head else { return }
      if let upload { finish(upload, head, context) } else { answer(head, nil, context) }
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  /// The status with which a request is refused before its body is read; nil for a good one.
  private static func objection(to head: HTTPRequestHead) -> Int? {
    let headers = head.headers
    if headers.contains(name: "Transfer-Encoding") { return 411 }
    if headers.contains(name: "Upgrade") || headers.contains(name: "Expect") { return 417 }
    guard [.GET, .HEAD, .POST].contains(head.method) else { return 405 }
    guard headers["Host"].count <= 1, headers["Content-Length"].count <= 1,
      headers["Origin"].count <= 1
    else { return 400 }
    if head.method == .POST, hasFiles(head) { return length(of: head) == nil ? 411 : nil }
    if length(of: head) ?? 0 > Limits.formBytes { return 413 }
    if head.method == .POST,
      headers.first(name: "Content-Type")?.hasPrefix("application/x-www-form-urlencoded") != true
    {
      return 415
    }
    return nil
  }

  private static func length(of head: HTTPRequestHead) -> Int? {
    head.headers.first(name: "Content-Length").map { Int($0) ?? .max }
  }

  private static func hasFiles(_ head: HTTPRequestHead) -> Bool {
    head.headers.first(name: "Content-Type")?.lowercased().hasPrefix(MultipartReader.type) == true
  }

  // MARK: Files

  private func beginUpload(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    guard let request = request(head) else { return refuse(400) }
    switch application.admit(request, peer(context)) {
    case .refused(let status): refuse(status)
    case .taken(let slot, let directory, let isOurs):
      upload = Upload(
        head.headers.first(name: "Content-Type") ?? "", length: Self.length(of: head) ?? 0, slot,
        to: directory, isOurs: isOurs)
      if upload == nil { refuse(415) }
    }
  }

  /// No more is read while pieces wait for the disk, so that a large file costs no memory.
  private func take(_ piece: ByteBuffer, _ upload: Upload, _ context: ChannelHandlerContext) {
    state.enter(.body, context.channel)
    piecesAhead += 1
    if piecesAhead == 1 { reads(false, context) }
    let me = NIOLoopBound(self, eventLoop: context.eventLoop)
    let loop = context.eventLoop
    let ended = pool.began()
    upload.take(Array(piece.readableBytesView)) {
      loop.execute { me.value.pieceIsWritten() }
      ended()
    }
  }

  private func pieceIsWritten() {
    piecesAhead -= 1
    guard let context, piecesAhead == 0 else { return }
    if state.phase == .body {
      state.enter(.body, context.channel, within: Limits.bodySeconds)
    }
    reads(true, context)
  }

  private func reads(_ reads: Bool, _ context: ChannelHandlerContext) {
    context.channel.setOption(.autoRead, value: reads).whenFailure { _ in }
    if reads { context.read() }
  }

  private func finish(
    _ upload: Upload, _ head: HTTPRequestHead, _ context: ChannelHandlerContext
  ) {
    state.enter(.answering, context.channel)
    self.upload = nil
    let me = NIOLoopBound(self, eventLoop: context.eventLoop)
    let loop = context.eventLoop
    let ended = pool.began()
    upload.finish { result in
      loop.execute {
        guard let context = me.value.context else { return }
        me.value.answer(head, result, context)
      }
      ended()
    }
  }

  // MARK: The request

  private func peer(_ context: ChannelHandlerContext) -> Peer {
    let known = peer ?? Peer(of: context.channel)
    peer = known
    return known
  }

  private func answer(
    _ head: HTTPRequestHead, _ upload: Upload.Result?, _ context: ChannelHandlerContext
  ) {
    guard var request = request(head) else { return refuse(400) }
    if let upload {
      request.form = upload.form
      request.upload = upload
    }
    state.enter(.answering, context.channel)
    let (peer, whole) = (peer(context), request)
    let loop = context.eventLoop
    let me = NIOLoopBound(self, eventLoop: loop)
    let isTaken = pool.submit { [application] in
      let response = application.respond(whole, peer)
      loop.execute { me.value.send(response, hasBody: whole.method != .head) }
    }
    if !isTaken { refuse(503) }
  }

  private func request(_ head: HTTPRequestHead) -> Request? {
    let method: Request.Method =
      head.method == .POST ? .post : head.method == .HEAD ? .head : .get
    guard var request = Request(method, head.uri) else { return nil }
    request.host = head.headers.first(name: "Host")
    request.origin = head.headers.first(name: "Origin")
    request.languages = head.headers.first(name: "Accept-Language") ?? ""
    request.takesGzip = head.headers["Accept-Encoding"].contains { $0.contains("gzip") }
    request.fetchSite = head.headers.first(name: "Sec-Fetch-Site")
    for header in head.headers["Cookie"] { request.add(cookies: header) }
    if method == .post {
      guard let form = Fields(encoded: body.readableBytesView) else { return nil }
      request.form = form
    }
    return request
  }

  // MARK: Answering

  private func refuse(_ status: Int) {
    keepsAlive = false
    var response = Response(
      status, "text/plain; charset=utf-8",
      .bytes(Array("\(HTTPResponseStatus(statusCode: status).reasonPhrase)\n".utf8)))
    response.add(.file)
    if let context { state.enter(.answering, context.channel) }
    send(response, hasBody: head?.method != .HEAD)
  }

  private func send(_ response: Response, hasBody: Bool) {
    guard let context, context.channel.isActive else { return }
    var head = HTTPResponseHead(
      version: .http1_1, status: HTTPResponseStatus(statusCode: response.status))
    for (name, value) in response.headers { head.headers.add(name: name, value: value) }
    let length: Int
    switch response.body {
    case .bytes(let bytes): length = bytes.count
    case .stream(let count, _): length = count
    }
    head.headers.add(name: "Content-Length", value: "\(length)")
    if !keepsAlive { head.headers.add(name: "Connection", value: "close") }
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    guard hasBody else { return finish() }
    switch response.body {
    case .bytes(let bytes):
      context.write(
        wrapOutboundOut(.body(.byteBuffer(context.channel.allocator.buffer(bytes: bytes)))),
        promise: nil)
      finish()
    case .stream(let length, let produce):
      context.flush()
      stream(length, produce, context.eventLoop)
    }
  }

  /// Each piece waits until the one before it was taken, so that a slow client costs no memory.
  private func stream(
    _ length: Int, _ produce: @escaping Response.Producer, _ loop: any EventLoop
  ) {
    let me = NIOLoopBound(self, eventLoop: loop)
    pool.startOwn("answer") {
      var left = length
      do {
        try produce { bytes in
          for start in stride(from: bytes.startIndex, to: bytes.endIndex, by: Limits.pieceBytes) {
            let piece = bytes[start..<min(start + Limits.pieceBytes, bytes.endIndex)]
            left -= piece.count
            guard left >= 0 else { throw ChannelError.eof }
            let buffer = ByteBuffer(bytes: piece)
            try loop.flatSubmit {
              me.value.sendPiece(buffer) ?? loop.makeFailedFuture(ChannelError.ioOnClosedChannel)
            }.wait()
          }
        }
        guard left == 0 else { throw ChannelError.eof }
        loop.execute { me.value.finish() }
      } catch {
        // What is too short must not look complete.
        loop.execute { me.value.context?.close(promise: nil) }
      }
    }
  }

  private func sendPiece(_ buffer: ByteBuffer) -> EventLoopFuture<Void>? {
    guard let context else { return nil }
    state.enter(.answering, context.channel, within: Limits.writeSeconds)
    return context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(buffer))))
  }

  private func finish() {
    guard let context else { return }
    state.enter(.answering, context.channel, within: Limits.writeSeconds)
    let me = NIOLoopBound(self, eventLoop: context.eventLoop)
    context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { me.value.ended($0) }
  }

  private func ended(_ result: Result<Void, any Error>) {
    guard let context else { return }
    head = nil
    guard keepsAlive, case .success = result else { return context.close(promise: nil) }
    state.enter(.waiting, context.channel, within: Limits.idleSeconds)
  }
}
