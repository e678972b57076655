"""SmolVLM2-256M of full size with random weights on PyTorch: one line of JSON. usage: vlm-peer.py float32|bfloat16 THREADS"""
import json
import statistics
import sys
import time

import torch
from transformers import SmolVLMConfig, SmolVLMForConditionalGeneration

dtype = getattr(torch, sys.argv[1])
torch.set_num_threads(int(sys.argv[2]))
torch.manual_seed(1)

text = dict(model_type="llama", hidden_size=576, intermediate_size=1536, num_hidden_layers=30, num_attention_heads=9,
            num_key_value_heads=3, head_dim=64, vocab_size=49280, max_position_embeddings=8192, rms_norm_eps=1e-5,
            rope_theta=100000.0, bos_token_id=1, eos_token_id=49279, pad_token_id=2, tie_word_embeddings=False)
vision = dict(image_size=512, patch_size=16, hidden_size=768, intermediate_size=3072, num_hidden_layers=12,
              num_attention_heads=12, layer_norm_eps=1e-6, hidden_act="gelu_pytorch_tanh")
config = SmolVLMConfig(image_token_id=49190, scale_factor=4, tie_word_embeddings=False, pad_token_id=2,
                       text_config=text, vision_config=vision)


def seconds(work, rounds):
    """Seconds of a clock, and of the processor for each thread: medians."""
    wall, cpu = [], []
    for _ in range(rounds):
        start, used = time.perf_counter(), time.process_time()
        work()
        wall.append(time.perf_counter() - start)
        cpu.append((time.process_time() - used) / torch.get_num_threads())
    return {"wall": statistics.median(wall), "cpu": statistics.median(cpu)}


with torch.no_grad():
    model = SmolVLMForConditionalGeneration(config).eval().to(dtype)
    pixels, mask = torch.randn(1, 13, 3, 512, 512).to(dtype), torch.ones(1, 13, 512, 512, dtype=torch.long)
    ids = torch.randint(20, 40000, (1, 900))
    embeddings = model.get_input_embeddings()(ids)
    model.model.get_image_features(pixels[:, :1], mask[:, :1])
    see = seconds(lambda: model.model.get_image_features(pixels, mask), 1)
    prefill = seconds(lambda: model.model.text_model(inputs_embeds=embeddings, use_cache=True), 3)
    model.generation_config.eos_token_id = None

    def generate(count):
        model.generate(input_ids=ids, attention_mask=torch.ones_like(ids), do_sample=False,
                       max_new_tokens=count, min_new_tokens=count)

    one, many = seconds(lambda: generate(1), 2), seconds(lambda: generate(33), 2)
    print(json.dumps({"vision": see, "prefill": prefill, "tokens": {of: 32 / (many[of] - one[of]) for of in one}}))
