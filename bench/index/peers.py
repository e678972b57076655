"""numpy's BLAS and fast-plaid on the same pages. Arguments: the folder of the floats, pages, rows, numbers a row,
questions. Prints a line of JSON for each."""
import json
import sys
import time

import numpy as np

folder = sys.argv[1]
pages, rows, dim, asked = map(int, sys.argv[2:6])
floats = np.fromfile(f"{folder}/floats.bin", dtype=np.float32, count=pages * rows * dim).reshape(pages * rows, dim)
questions = np.fromfile(f"{folder}/questions.bin", dtype=np.float32).reshape(asked, -1, dim)


def measure(name, search, size, remark=None):
    search(questions[0])
    ms, found = [], []
    for question in questions:
        start = time.perf_counter()
        best = search(question)
        ms.append((time.perf_counter() - start) * 1000)
        found.append([int(page) for page in best])
    print(json.dumps({"name": name, "ms": ms, "found": found, "bytes": size, **({"remark": remark} if remark else {})}), flush=True)


# what the memory gives: a sum over all of it, on each core a half
from concurrent.futures import ThreadPoolExecutor

words = floats.view(np.int64).reshape(-1)
halves = np.array_split(words, 2)
with ThreadPoolExecutor(2) as threads:
    best = 1e9
    for _ in range(5):
        start = time.perf_counter()
        list(threads.map(np.sum, halves))
        best = min(best, time.perf_counter() - start)
print(json.dumps({"name": "memory", "ms": [], "found": [], "bytes": 0,
                  "remark": f"a sum over {words.nbytes / 1e6:.0f} MB on two threads reads {words.nbytes / best / 1e9:.1f} GB/s"}), flush=True)

CHUNK = 16 * rows  # the products of 16 pages stay in the cache


def blas(question):
    scores = np.empty(pages, dtype=np.float32)
    for first in range(0, pages * rows, CHUNK):
        some = floats[first : first + CHUNK]
        products = question @ some.T
        scores[first // rows : (first + len(some)) // rows] = products.reshape(len(question), -1, rows).max(axis=2).sum(axis=0)
    return np.argsort(-scores, kind="stable")[:10]


measure("numpy, OpenBLAS sgemm, floats", blas, floats.nbytes)

try:
    import torch
    from fast_plaid import search

    torch.set_num_threads(2)
    index = search.FastPlaid(index=f"{folder}/plaid", device="cpu")
    start = time.perf_counter()
    index.create(documents_embeddings=[torch.from_numpy(page) for page in floats.reshape(pages, rows, dim)], kmeans_niters=2)
    remark = f"index built in {time.perf_counter() - start:.0f} s"

    def plaid(question):
        (result,) = index.search(queries_embeddings=torch.from_numpy(question[None]), top_k=10)
        return [page for page, _ in result]

    measure("fast-plaid 1.7", plaid, 0, remark)
except Exception as error:  # not installed, or its machine code does not run here
    print(json.dumps({"name": "fast-plaid 1.7", "ms": [], "found": [], "bytes": 0, "remark": f"does not run here: {error}"}), flush=True)
