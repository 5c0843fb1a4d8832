/// The values that an archive takes and gives are declared in `Mail`, what its settings say in
/// `Settings`, and its errors in `Errors`; whoever imports `Archive` has all three.
@_exported public import Errors
@_exported public import Mail
/// How documents and encrypted messages are read, and with what result.
@_exported public import Reading
@_exported public import Settings
