/// Commands for bash that close all that was inherited but the standard streams. Foundation notices
/// the end of a process by a descriptor: whoever lives on must not hold it.
package let lettingGoOfDescriptors = """
  for file in /proc/$BASHPID/fd/*; do
    case ${file##*/} in 0|1|2) ;; *) eval "exec ${file##*/}>&-" ;; esac
  done
  """
