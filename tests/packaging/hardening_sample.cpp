// What hardening_test.py builds with each compiler that is here: a little of all that hardening is about.
#include <cstdio>
#include <cstring>
#include <vector>

int main(int argc, char** argv) {
    char buffer[64];
    std::memcpy(buffer, argv[0], std::strlen(argv[0]));
    std::vector<int> values(3);
    values[static_cast<size_t>(argc)] = 1;
    std::printf("%s %d\n", buffer, values.front());
    return 0;
}
