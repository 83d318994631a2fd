"""What Jupyter asks of any kernel, by its own test suite for kernels, with a sample of Java for each of its tests.

Run with JUPYTER_PATH naming the folder that the kernel was installed in.
"""

import os
import tempfile
import unittest

import jupyter_kernel_test

# Its history is not that of the person who runs the tests.
_folder = tempfile.TemporaryDirectory()
os.environ["FORKBOOK_HISTORY"] = os.path.join(_folder.name, "history.jsonl")


class ForkbookTests(jupyter_kernel_test.KernelTests):
    kernel_name = "forkbook"
    language_name = "java"
    file_extension = ".java"

    code_hello_world = 'System.out.println("hello, world");'
    code_stderr = 'System.err.println("a warning");'
    code_generate_error = 'throw new IllegalStateException("on purpose");'
    code_page_something = "%page List.of(1, 2, 3)"
    code_clear_output = "clearOutput();"
    code_inspect_sample = "Math.max"

    completion_samples = [
        {"text": "\"text\".isEmp", "matches": {"isEmpty"}},
        {"text": "Math.floorM", "matches": {"floorMod"}},
        {"text": "Math.abs"},
        {"text": ""},
    ]

    complete_code_samples = ["1 + 1", "int x = 1;", "class A { }", "for (;;) { break; }", "", "%%html\n<b>"]
    incomplete_code_samples = ["int x = ", "class A {", "for (int i = 0; i < 3; i++) {", 'var t = """\n  a', "foo("]
    invalid_code_samples = ["int = 3;", "class { }", "1 + ) 2"]

    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "\"a\" + 1", "result": "a1"},
        {"code": "List.of(1, 2)", "result": "[1, 2]"},
        {"code": "new int[] {1, 2}", "result": "[1, 2]"},
        {"code": "html(\"<b>x</b>\")", "result": "<b>x</b>", "mime": "text/html"},
    ]
    code_display_data = [
        {"code": 'display(html("<b>x</b>"));', "mime": "text/html"},
        {"code": 'display(markdown("*x*"));', "mime": "text/markdown"},
        {"code": 'display(svg("<svg xmlns=\\"http://www.w3.org/2000/svg\\"/>"));', "mime": "image/svg+xml"},
        {"code": 'display(json("{\\"a\\": [1]}"));', "mime": "application/json"},
        {"code": "display(new java.awt.image.BufferedImage(2, 2, 1));", "mime": "image/png"},
        {"code": "%%javascript\nlet x = 1", "mime": "application/javascript"},
    ]

    code_history_pattern = "6 *[*] 7"
    supported_history_operations = ("tail", "range", "search")


if __name__ == "__main__":
    unittest.main(verbosity=2)
