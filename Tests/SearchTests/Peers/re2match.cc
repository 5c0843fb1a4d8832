// Reads lines "pattern TAB text" and prints for each "1", "0", or "E" for a pattern that RE2 refuses.
#include <re2/re2.h>

#include <iostream>
#include <string>

int main() {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_never_nl(false);
  std::string line;
  while (std::getline(std::cin, line)) {
    size_t tab = line.find('\t');
    RE2 pattern(line.substr(0, tab), options);
    if (!pattern.ok()) {
      std::cout << "E\n";
    } else {
      std::cout << RE2::PartialMatch(line.substr(tab + 1), pattern) << "\n";
    }
  }
}
